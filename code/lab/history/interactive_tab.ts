// The interactive tab, Be the monkey: the reader chooses deliveries and faults one by one, and tries to
// break the code before the checker shows how. Risk stays hidden.

import type { FoundHistory, Script } from "../protocol/messages.ts";
import { type InteractiveState, type Option, readInteractiveState } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import type { HistoryHost } from "./host.ts";
import { markMessages } from "./message_marks.ts";
import { alternativesWords, interactiveWords as texts } from "./texts.ts";

/** What the tab asks for. */
export interface InteractiveTabActions {
  /** Shows what the reader has played. */
  show(script: Script): void;
  /** Shows the shortest history. */
  giveUp(): void;
}

/** The world and the code to play in, and the history that the check has found in it. */
export interface InteractiveGame {
  script: Script;
  source: string;
  found: FoundHistory | null;
  /** Whether a search has shown that no history is shorter. */
  searched: boolean;
}

/** Lets the reader play a history. */
export class InteractiveTab {
  readonly root = element("div", { class: "split" });
  private actions: string[] = [];
  private readonly said = element("p", { class: "heard", role: "status" });
  private readonly left = element("div");
  private readonly right = element("div");

  constructor(
    private readonly host: HistoryHost,
    private readonly game: InteractiveGame,
    private readonly further: InteractiveTabActions,
  ) {
    this.root.append(this.left, this.right, this.said);
  }

  /** Asks what can happen now; the sentence is about what the reader chose last. */
  async refresh(sentence = ""): Promise<void> {
    const query = { ask: "options" as const, script: this.script };
    const answer = await this.host.ask(query, this.game.source, readInteractiveState);
    if ("refused" in answer) {
      this.right.replaceChildren(
        element("p", { class: "refused" }, answer.refused),
        button(texts.over, () => this.go([])),
      );
      return;
    }
    const state = answer.answer;
    this.left.replaceChildren(...this.played(state));
    this.right.replaceChildren(...this.choices(state));
    if (sentence !== "") this.said.textContent = texts.chosen(sentence);
    if (state.anomaly !== null) this.said.textContent = this.verdict(state);
    else if (state.at_rest) this.said.textContent = texts.held;
    if (state.forced > 0) this.said.prepend(`${texts.forced(state.forced)} `);
    if (sentence !== "") this.right.querySelector<HTMLElement>("button")?.focus();
  }

  private get script(): Script {
    return { ...this.game.script, schedule: this.actions.join(" ") };
  }

  private go(actions: string[], sentence = ""): void {
    this.actions = actions;
    void this.refresh(sentence);
  }

  private played({ steps, messages, ...state }: InteractiveState): HTMLElement[] {
    const items = steps.map(({ number, sentence, fault }) => {
      const said = element("span", {});
      if (fault) said.append(drawIcon("bolt"), " ");
      said.append(...markMessages(sentence, messages));
      return element("li", {}, element("span", {}, String(number)), said);
    });
    const list = element("ol", { class: "short-steps", "aria-label": texts.steps }, ...items);
    const parts = [
      element("h3", {}, texts.title),
      element("p", {}, texts.intro(state.faults_left)),
      list,
    ];
    if (state.forced > 0) {
      parts.push(element("p", { class: "muted" }, texts.forced(state.forced)));
    }
    if (state.anomaly === null && !state.at_rest) {
      const { found, searched } = this.game;
      const length = found === null ? "" : ` ${texts.length(found.steps, searched)}`;
      parts.push(element("p", { class: "muted" }, `${texts.notBroken}${length}`));
    }
    return parts;
  }

  private choices(state: InteractiveState): HTMLElement[] {
    const parts: HTMLElement[] = [];
    if (state.anomaly !== null) {
      parts.push(
        element("p", { class: "broke" }, ...markMessages(this.verdict(state), state.messages)),
      );
      const show = button(texts.showMine, () => this.further.show(state.script), {
        look: "lab-primary",
      });
      parts.push(element("p", {}, show));
    } else if (state.at_rest) parts.push(element("p", {}, texts.held));
    const free = state.options.filter(({ price }) => price === 0);
    const strikes = state.options.filter(({ price }) => price > 0);
    if (free.length > 0) parts.push(element("h4", {}, texts.next), this.list(free, state));
    if (strikes.length > 0) parts.push(element("h4", {}, texts.strike), this.list(strikes, state));
    parts.push(element("p", { class: "row" }, ...this.buttons()));
    return parts;
  }

  private list(options: Option[], { messages }: InteractiveState): HTMLElement {
    const items = options.map(({ action, text, price }) => {
      const made = element("button", { type: "button", class: "option" });
      made.append(
        drawIcon(price === 0 ? "play" : "bolt"),
        element("span", {}, ...markMessages(text, messages)),
        element("small", {}, alternativesWords.price(price)),
      );
      made.addEventListener("click", () => this.go([...this.actions, action], text));
      return element("li", {}, made);
    });
    return element("ul", { class: "options" }, ...items);
  }

  private buttons(): HTMLElement[] {
    const look = "lab-quiet";
    const buttons: HTMLElement[] = [];
    if (this.actions.length > 0) {
      buttons.push(
        button(texts.undo, () => this.go(this.actions.slice(0, -1)), { look, icon: "reset" }),
      );
      buttons.push(button(texts.over, () => this.go([]), { look }));
    }
    const show = this.game.searched ? texts.showShortest : texts.showOther;
    buttons.push(button(show, () => this.further.giveUp(), { look }));
    return buttons;
  }

  private verdict({ anomaly, message, steps }: InteractiveState): string {
    const word = anomaly ?? "";
    const { found, searched } = this.game;
    const took = found === null ? "" : ` ${texts.took(steps.length, found.steps, searched)}`;
    return `${texts.broke(`${word[0]?.toUpperCase()}${word.slice(1)}`, message)}${took}`;
  }
}
