// The panel of one history: its verdict, and its tabs. It is the entry of a chunk of its own, which is loaded
// when the first history is shown.

import type { Script } from "../protocol/messages.ts";
import { readTrace, type Trace } from "../protocol/trace.ts";
import { button, element } from "../shared/dom.ts";
import { HistoryTabs } from "./history_tabs.ts";
import type { HistoryHost, Subject } from "./host.ts";
import { historyWords as texts } from "./texts.ts";
import { offerCard, verdictCard } from "./verdict_card.ts";

type Back = (() => void) | null;

/** Shows one history at a time. */
export class HistoryPanel {
  readonly root: HTMLElement;
  private readonly inside = element("div");
  private readonly age = element("p", { class: "age" });
  private requests = 0;
  private subject: Subject | null = null;

  constructor(private readonly host: HistoryHost) {
    const id = `${host.identifier}-history`;
    const heading = element("h2", { id, tabindex: "-1" }, texts.title);
    this.root = element("section", { class: "lab-history", "aria-labelledby": id });
    this.root.append(heading, this.age, this.inside);
    this.age.hidden = true;
  }

  /** Says what is wrong, and offers to show the history or to let the reader find it. */
  offer(subject: Subject): void {
    this.begin(subject);
    const tabs = this.tabsOf(subject, null);
    const offered = offerCard(subject, {
      seeHistory: () => void this.show(subject),
      beTheMonkey: () => {
        this.inside.append(tabs.root);
        tabs.select("monkey");
      },
    });
    this.inside.replaceChildren(offered);
  }

  /** Shows the steps in short, until the reader asks to step through them. */
  async sketch(subject: Subject): Promise<void> {
    this.root.classList.add("is-sketch");
    await this.show(subject);
    this.inside.firstElementChild?.scrollIntoView({ block: "nearest" }); // the verdict, if it is out of sight
  }

  /** Ends the short form. */
  unfold(): void {
    this.root.classList.remove("is-sketch");
  }

  /** Asks Python for the history and shows it, or the sentence that says why it cannot be played. */
  async show(subject: Subject, back: Back = null): Promise<void> {
    this.begin(subject);
    const number = this.requests;
    const loading = element("p", { class: "loading", role: "status" }, texts.loading);
    this.inside.prepend(loading);
    const { script, source } = subject;
    const answer = await this.host.ask({ ask: "history", script }, source, readTrace);
    loading.remove();
    if (number !== this.requests) return; // another history was asked for meanwhile
    if ("refused" in answer) {
      const said = element("p", { class: "refused", role: "status" }, answer.refused);
      this.inside.replaceChildren(element("div", { class: "lab-card padded" }, said));
      return;
    }
    this.showTrace(subject, answer.answer, back);
  }

  /** Says whether the code has changed since the history was played. */
  codeChanged(code: string): void {
    const changed = this.subject !== null && code !== this.subject.source;
    this.age.hidden = !changed;
    this.age.textContent = changed ? texts.codeChanged : "";
  }

  private showTrace(subject: Subject, trace: Trace, back: Back): void {
    const tabs = this.tabsOf({ ...subject, script: trace.script }, back);
    tabs.show(trace);
    tabs.select("history");
    const verdict = verdictCard(subject, trace, {
      go: (step) => {
        tabs.select("history");
        tabs.view?.playback.go(step, true);
      },
      goToLine: (line) => this.host.goToLine(line),
    });
    const further = button(texts.stepThrough, () => {
      this.unfold();
      tabs.view?.playback.go(trace.point_of_no_return ?? 1, true);
    });
    const foot = element("p", { class: "further" }, further);
    const replay = this.host.replayOnPostgresql;
    const onPostgresql = button(texts.onPostgresql, () => replay?.(trace.script, subject.source));
    if (replay !== null) tabs.root.append(element("p", { class: "on-postgresql" }, onPostgresql));
    const before = document.activeElement;
    const wasHere = this.root.contains(before);
    const byKey = before?.matches(":focus-visible") ?? false;
    this.inside.replaceChildren(verdict, tabs.root, foot);
    if (back !== null) tabs.showWayBack();
    else if (wasHere) tabs.focusStep(byKey); // so that the keys that step mean this history at once
    this.codeChanged(this.host.codeNow());
    if (trace.line !== null) this.host.annotate(trace.line, trace.sentence, subject.source);
  }

  private tabsOf(subject: Subject, back: Back): HistoryTabs {
    const branch = (script: Script): void => {
      const { found: _, verdict: __, ...rest } = subject;
      const own = script.schedule === subject.script.schedule;
      void this.show(own ? subject : { ...rest, script }, () => void this.show(subject));
    };
    const actions = { reveal: () => void this.show(subject), branch, back };
    const id = `${this.host.identifier}-history-${this.requests}`;
    return new HistoryTabs(this.host, subject, actions, id);
  }

  private begin(subject: Subject): void {
    this.subject = subject;
    this.requests += 1;
    this.age.hidden = true;
  }
}
