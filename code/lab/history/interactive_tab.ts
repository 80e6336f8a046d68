// Be the monkey: the reader chooses deliveries and faults one by one, and tries to break the code before
// the checker shows how. Risk stays hidden.

import type { FoundHistory, Script } from "../protocol/messages.ts";
import type { InteractiveState, Option } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { verdictWords } from "../shared/texts.ts";
import type { HistoryHost } from "./host.ts";
import { markMessages } from "./message_marks.ts";
import { alternativesWords, interactiveWords as texts } from "./texts.ts";

export interface InteractiveTabActions {
  /** Shows what the reader has played. */
  show(script: Script): void;
  /** Shows the shortest history. */
  giveUp(): void;
}

/** The history that is there already, and whether a search found none that is shorter. */
export interface Known {
  found: FoundHistory | null;
  searched: boolean;
}

export class InteractiveTab {
  readonly root = element("div", { class: "split" });
  private actions: string[] = [];
  private readonly said = element("p", { class: "heard", role: "status" });
  private readonly left = element("div");
  private readonly right = element("div");

  constructor(
    private readonly lab: HistoryHost,
    private readonly script: Script,
    private readonly source: string,
    private readonly known: Known,
    private readonly onwards: InteractiveTabActions,
  ) {
    this.root.append(this.left, this.right, this.said);
  }

  /** Asks what can happen now. */
  async refresh(sentence = ""): Promise<void> {
    const script = { ...this.script, schedule: this.actions.join(" ") };
    const answer = await this.lab.ask({ ask: "options", script }, this.source);
    if ("refused" in answer) {
      this.right.replaceChildren(
        element("p", { class: "refused" }, answer.refused),
        button(texts.over, () => this.go([])),
      );
      return;
    }
    const possible = answer.told as InteractiveState;
    this.left.replaceChildren(...this.played(possible));
    this.right.replaceChildren(...this.choices(possible));
    if (sentence !== "") this.said.textContent = texts.chosen(sentence);
    if (possible.anomaly !== null) this.said.textContent = this.verdict(possible);
    if (sentence !== "") this.right.querySelector<HTMLElement>("button")?.focus();
  }

  private go(actions: string[], sentence = ""): void {
    this.actions = actions;
    void this.refresh(sentence);
  }

  private played({ steps, messages, ...possible }: InteractiveState): HTMLElement[] {
    const items = steps.map(({ number, sentence, fault }) => {
      const said = element("span", {});
      if (fault) said.append(drawIcon("bolt"), " ");
      said.append(...markMessages(sentence, messages));
      return element("li", {}, element("span", {}, String(number)), said);
    });
    const list = element("ol", { class: "short-steps", "aria-label": texts.steps }, ...items);
    const parts = [
      element("h3", {}, texts.title),
      element("p", {}, texts.intro(possible.faults_left)),
      list,
    ];
    if (possible.anomaly === null && !possible.at_rest) {
      const { found, searched } = this.known;
      const length = found === null ? "" : ` ${texts.length(found.steps, searched)}`;
      parts.push(element("p", { class: "muted" }, `${texts.notBroken}${length}`));
    }
    return parts;
  }

  private choices(possible: InteractiveState): HTMLElement[] {
    const parts: HTMLElement[] = [];
    if (possible.anomaly !== null) {
      parts.push(
        element(
          "p",
          { class: "broke" },
          ...markMessages(this.verdict(possible), possible.messages),
        ),
      );
      const script = { ...this.script, schedule: this.actions.join(" ") };
      const show = button(texts.showMine, () => this.onwards.show(script), { look: "lab-primary" });
      parts.push(element("p", {}, show));
    } else if (possible.at_rest) parts.push(element("p", {}, texts.held));
    const free = possible.options.filter(({ price }) => price === 0);
    const strikes = possible.options.filter(({ price }) => price > 0);
    if (free.length > 0) parts.push(element("h4", {}, texts.next), this.list(free, possible));
    if (strikes.length > 0)
      parts.push(element("h4", {}, texts.strike), this.list(strikes, possible));
    parts.push(element("p", { class: "row" }, ...this.ways()));
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

  private ways(): HTMLElement[] {
    const look = "lab-quiet";
    const ways: HTMLElement[] = [];
    if (this.actions.length > 0) {
      ways.push(
        button(texts.undo, () => this.go(this.actions.slice(0, -1)), { look, icon: "reset" }),
      );
      ways.push(button(texts.over, () => this.go([]), { look }));
    }
    const show = this.known.searched ? texts.showShortest : texts.showOther;
    ways.push(button(show, () => this.onwards.giveUp(), { look }));
    return ways;
  }

  private verdict({ anomaly, message, steps }: InteractiveState): string {
    const word = anomaly === null ? "" : verdictWords[anomaly];
    const { found, searched } = this.known;
    const took = found === null ? "" : ` ${texts.took(steps.length, found.steps, searched)}`;
    return `${texts.broke(`${word[0]?.toUpperCase()}${word.slice(1)}`, message)}${took}`;
  }
}
