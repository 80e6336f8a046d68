// One history to step through: controls, list and diagram on shared rows, and details. Keys work while the
// focus is inside and not in a field.

import type { Trace } from "../protocol/trace.ts";
import { button, element } from "../shared/dom.ts";
import type { AlternativesActions } from "./alternatives.ts";
import { attemptSpans } from "./attempt_spans.ts";
import { makeDetailPanes } from "./detail_panes.ts";
import { laneHeads, makeDiagram } from "./diagram/diagram.ts";
import { Playback } from "./playback.ts";
import { keyHelp, makeStepControls } from "./step_controls.ts";
import { makeStepList } from "./step_list.ts";
import { placeRows, privateRuns } from "./step_rows.ts";
import { riskWords, stepWords } from "./texts.ts";

const LONG = 20; // steps from which on a history opens with its private steps folded

/** The code that the history was played on, and a begin for ids. */
export interface StepViewerContext {
  id: string;
  file: string;
  source: string;
}

/** Shows the steps of one history. */
export class StepViewer {
  readonly root: HTMLElement;
  readonly playback: Playback;
  private readonly timeline = element("div", { class: "timeline" });
  private readonly unfolded = new Set<number>();
  private allFolded: boolean;

  constructor(trace: Trace, context: StepViewerContext, actions: AlternativesActions) {
    this.playback = new Playback(trace);
    this.allFolded = trace.moments.length > LONG;
    const help = keyHelp(this.playback);
    if (privateRuns(trace.moments).length > 0) help.append(this.foldButton(context));
    const live = element("p", { class: "heard", role: "status" });
    this.root = element(
      "div",
      { class: "playback" },
      makeStepControls(this.playback),
      this.timeline,
      help,
      makeDetailPanes(this.playback, context.file, context.source, actions),
      live,
    );
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.draw(context);
    let first = true; // what is there when the history opens is not announced
    this.playback.follow(({ number, sentence, risk }) => {
      if (!first) live.textContent = `${stepWords.said(number, sentence)} ${riskWords[risk]}.`;
      first = false;
    });
  }

  private draw(context: StepViewerContext): void {
    const { trace } = this.playback;
    const rows = placeRows(trace.moments, (from) => this.allFolded && !this.unfolded.has(from));
    const spans = attemptSpans(trace.moments);
    const unfold = (from: number): void => {
      this.unfolded.add(from);
      this.draw(context);
      this.playback.go(from, true);
    };
    this.timeline.replaceChildren(
      element("div", { class: "list-head" }, stepWords.heading),
      laneHeads(trace),
      makeStepList(this.playback, rows, spans, { unfold }),
      makeDiagram(this.playback, rows, spans, context.id),
    );
  }

  private foldButton(context: StepViewerContext): HTMLElement {
    const made = button("", () => {
      this.allFolded = !this.allFolded;
      this.unfolded.clear();
      label();
      this.draw(context);
    });
    const label = (): void => {
      made.textContent = this.allFolded ? stepWords.unfold : stepWords.fold;
    };
    label();
    return made;
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const inside = event.target as Element;
    if (inside.closest("input, textarea, select, summary, pre")) return;
    if (!this.playback.press(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // the theme takes some of these keys for the next page
  }
}
