// The rows of a history: one for each step, or one for a run of private steps that are folded. List and
// diagram share them, so that what is side by side belongs together.

import { drawingOf } from "../protocol/actions.ts";
import type { Moment } from "../protocol/trace.ts";

/** Heights in units of a twentieth of a rem: those of history.css times 20. */
export const heights = { row: 34, gap: 28, end: 44 };

/** One row: a step, or several that are folded. */
export interface StepRow {
  moments: Moment[];
  /** The risk changes here, and a heading says so. */
  first: boolean;
  /** The upper edge, below the heading. */
  y: number;
}

/** All rows, and the height of them. */
export interface StepRows {
  rows: StepRow[];
  height: number;
}

/** Says whether nobody else sees a step: it is the attempt's own, and the world is as it was. */
export function isPrivate(moment: Moment): boolean {
  const { attempt, fault, call, sent, end, action } = moment;
  const delivers = drawingOf(action) === "delivery";
  return attempt !== null && !fault && !delivers && sent === null && end === null && !call?.wrote;
}

/** Returns the runs of at least two private steps of one attempt, without a change of risk among them. */
export function privateRuns(moments: readonly Moment[]): Moment[][] {
  const runs: Moment[][] = [];
  for (const moment of moments) {
    const last = runs.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.number === moment.number - 1 &&
      last.attempt === moment.attempt &&
      last.risk === moment.risk;
    if (!isPrivate(moment)) continue;
    if (goesOn) runs.at(-1)?.push(moment);
    else runs.push([moment]);
  }
  return runs.filter((run) => run.length > 1);
}

/** Places the rows. `folded` says of a run's first step whether the run is folded. */
export function placeRows(
  moments: readonly Moment[],
  folded: (first: number) => boolean,
): StepRows {
  const runs = new Map(privateRuns(moments).map((run) => [run[0]?.number ?? 0, run]));
  const rows: StepRow[] = [];
  let y = 0;
  for (let index = 0; index < moments.length; ) {
    const moment = moments[index] as Moment;
    const run = runs.get(moment.number);
    const together = run !== undefined && folded(moment.number) ? run : [moment];
    const first = index === 0 || moments[index - 1]?.risk !== moment.risk;
    y += first ? heights.gap : 0;
    rows.push({ moments: together, first, y });
    y += heights.row;
    index += together.length;
  }
  return { rows, height: y + heights.end };
}

/** Returns the row of a step. */
export function rowOf(rows: StepRows, number: number): StepRow | undefined {
  return rows.rows.find((row) => row.moments.some((moment) => moment.number === number));
}
