// One history to step through: stepper, list and lanes on shared rows, and the dock. Keys work while the
// focus is inside and not in a field.

import type { Telling } from "../protocol/trace.ts";
import { button, element } from "../shared/dom.ts";
import type { WhatIfActions } from "./alternatives.ts";
import { spansOf } from "./attempt_spans.ts";
import { makeDock } from "./detail_panes.ts";
import { laneHeads, makeLanes } from "./diagram/diagram.ts";
import { Player } from "./playback.ts";
import { keyHelp, makeStepper } from "./step_controls.ts";
import { makeStepList } from "./step_list.ts";
import { placeRows, privateRuns } from "./step_rows.ts";
import { riskWords, steps } from "./texts.ts";

const LONG = 20; // steps from which on a history opens with its private steps folded

export interface ViewContext {
  id: string;
  file: string;
  source: string;
}

export class HistoryView {
  readonly root: HTMLElement;
  readonly player: Player;
  private readonly timeline = element("div", { class: "timeline" });
  private readonly unfolded = new Set<number>();
  private allFolded: boolean;

  constructor(telling: Telling, context: ViewContext, actions: WhatIfActions) {
    this.player = new Player(telling);
    this.allFolded = telling.moments.length > LONG;
    const help = keyHelp(this.player);
    if (privateRuns(telling.moments).length > 0) help.append(this.foldButton(context));
    const live = element("p", { class: "heard", role: "status" });
    this.root = element(
      "div",
      { class: "player" },
      makeStepper(this.player),
      this.timeline,
      help,
      makeDock(this.player, context.file, context.source, actions),
      live,
    );
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.draw(context);
    let first = true; // what is there when the history opens is not announced
    this.player.follow(({ number, sentence, risk }) => {
      if (!first) live.textContent = `${steps.said(number, sentence)} ${riskWords[risk]}.`;
      first = false;
    });
  }

  private draw(context: ViewContext): void {
    const { telling } = this.player;
    const rows = placeRows(telling.moments, (from) => this.allFolded && !this.unfolded.has(from));
    const spans = spansOf(telling.moments);
    const consumers = telling.script.consumers;
    const unfold = (from: number): void => {
      this.unfolded.add(from);
      this.draw(context);
      this.player.go(from, true);
    };
    this.timeline.replaceChildren(
      element("div", { class: "list-head" }, steps.heading),
      laneHeads(consumers),
      makeStepList(this.player, rows, spans, { unfold }),
      makeLanes(this.player, rows, spans, context.id),
    );
  }

  private foldButton(context: ViewContext): HTMLElement {
    const made = button("", () => {
      this.allFolded = !this.allFolded;
      this.unfolded.clear();
      label();
      this.draw(context);
    });
    const label = (): void => {
      made.textContent = this.allFolded ? steps.unfold : steps.fold;
    };
    label();
    return made;
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const inside = event.target as Element;
    if (inside.closest("input, textarea, select, summary, pre")) return;
    if (!this.player.press(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // the theme takes some of these keys for the next page
  }
}
