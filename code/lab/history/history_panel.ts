// “What happened”: the verdict on one history, and the history. This is the entry of a chunk of its own,
// loaded when the first history is to be told.

import type { Script } from "../protocol/messages.ts";
import type { Trace } from "../protocol/trace.ts";
import { button, element } from "../shared/dom.ts";
import { HistoryTabs } from "./history_tabs.ts";
import type { HistoryHost, Subject } from "./host.ts";
import { historyWords as texts } from "./texts.ts";
import { offerCard, verdictCard } from "./verdict_card.ts";

export class HistoryPanel {
  readonly root: HTMLElement;
  private readonly inside = element("div");
  private readonly age = element("p", { class: "age" });
  private requests = 0;
  private subject: Subject | null = null;

  constructor(private readonly lab: HistoryHost) {
    const id = `${lab.identifier}-history`;
    const heading = element("h2", { id, tabindex: "-1" }, texts.title);
    this.root = element("section", { class: "lab-history", "aria-labelledby": id });
    this.root.append(heading, this.age, this.inside);
    this.age.hidden = true;
  }

  /** Names what is wrong, and offers two ways on. */
  offer(subject: Subject): void {
    this.begin(subject);
    const card = this.card(subject, null);
    const offered = offerCard(subject, {
      seeHistory: () => void this.tell(subject),
      beTheMonkey: () => {
        this.inside.append(card.root);
        card.select("monkey");
      },
    });
    this.inside.replaceChildren(offered);
  }

  /** Tells the steps and no more, until the reader asks to step through them. */
  async sketch(subject: Subject): Promise<void> {
    this.root.classList.add("is-sketch");
    await this.tell(subject);
    this.inside.firstElementChild?.scrollIntoView({ block: "nearest" }); // the verdict, if it is out of sight
  }

  unfold(): void {
    this.root.classList.remove("is-sketch");
  }

  /** Tells the history, or says why it cannot be told. */
  async tell(subject: Subject, back: (() => void) | null = null): Promise<void> {
    this.begin(subject);
    const number = this.requests;
    const loading = element("p", { class: "loading", role: "status" }, texts.loading);
    this.inside.prepend(loading);
    const answer = await this.lab.ask({ ask: "history", script: subject.script }, subject.source);
    loading.remove();
    if (number !== this.requests) return; // another history was asked for meanwhile
    if ("refused" in answer) {
      const said = element("p", { class: "refused", role: "status" }, answer.refused);
      this.inside.replaceChildren(element("div", { class: "lab-card padded" }, said));
      return;
    }
    this.show(subject, answer.told as Trace, back);
  }

  codeChanged(code: string): void {
    const changed = this.subject !== null && code !== this.subject.source;
    this.age.hidden = !changed;
    this.age.textContent = changed ? texts.codeChanged : "";
  }

  private show(subject: Subject, trace: Trace, back: (() => void) | null): void {
    const card = this.card({ ...subject, script: trace.script }, back);
    card.tell(trace);
    card.select("history");
    const verdict = verdictCard(subject, trace, {
      go: (step) => {
        card.select("history");
        card.view?.playback.go(step, true);
      },
      goToLine: (line) => this.lab.goToLine(line),
    });
    const further = button(texts.stepThrough, () => {
      this.unfold();
      card.view?.playback.go(trace.point_of_no_return ?? 1, true);
    });
    const foot = element("p", { class: "further" }, further);
    const wasHere = this.root.contains(document.activeElement);
    this.inside.replaceChildren(verdict, card.root, foot);
    if (back !== null) card.showWayBack();
    else if (wasHere) card.focusStep(); // so that the keys that step mean this history at once
    this.codeChanged(this.lab.codeNow());
    if (trace.line !== null) this.lab.mark(trace.line, trace.sentence, subject.source);
  }

  private card(subject: Subject, back: (() => void) | null): HistoryTabs {
    const number = this.requests;
    const branch = (script: Script): void => {
      const { found: _, verdict: __, ...rest } = subject;
      const own = script.schedule === subject.script.schedule;
      void this.tell(own ? subject : { ...rest, script }, () => void this.tell(subject));
    };
    const actions = { reveal: () => void this.tell(subject), branch, back };
    return new HistoryTabs(this.lab, subject, actions, `${this.lab.identifier}-history-${number}`);
  }

  private begin(subject: Subject): void {
    this.subject = subject;
    this.requests += 1;
    this.age.hidden = true;
  }
}
