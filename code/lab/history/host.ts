// What a played history asks of the lab around it: Python, the code, and a place to point at a line.

import type { FoundHistory, Script, Verdict } from "../protocol/messages.ts";

/** What Python is asked to explain (consistent_messaging.entrypoints.browser.tell). */
export type HistoryQuery =
  | { ask: "history"; script: Script }
  | { ask: "options"; script: Script }
  | { ask: "comparison"; script: Script; other: string };

export type QueryAnswer = { told: unknown } | { refused: string };

export interface HistoryHost {
  /** Begins every id, so that two labs on a page do not share one. */
  identifier: string;
  exercise: string;
  file: string;
  starter: string;
  /** Asks Python about a version of the learner's code. */
  ask(wanted: HistoryQuery, source: string): Promise<QueryAnswer>;
  codeNow(): string;
  /** The solution, once the reader has opened it. */
  solution(): string | null;
  /** Marks a line of the code, if that is still the code that was told of. */
  mark(line: number, sentence: string, source: string): void;
  goToLine(line: number): void;
}

/** A history that can be told: of a check's row, of a run, or of a link. */
export interface Subject {
  kind: "check" | "run" | "link";
  title: string;
  script: Script;
  /** The code that it was played on. */
  source: string;
  verdict?: Verdict;
  found?: FoundHistory;
}
