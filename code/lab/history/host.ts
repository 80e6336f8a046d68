// What a history needs from the panel that it belongs to: Python, the learner's code, and a way to point at
// a line. So the history knows nothing of the panel.

import type { FoundHistory, Script, Verdict } from "../protocol/messages.ts";
import type { Reader } from "../protocol/reader.ts";

/** What Python can be asked about histories, in the words of the library's `tell`. */
export type HistoryQuery =
  | { ask: "history"; script: Script }
  | { ask: "options"; script: Script }
  | { ask: "comparison"; script: Script; other: string };

/** The answer to a query, or a sentence that says why there is none. */
export type QueryAnswer<Answer> = { answer: Answer } | { refused: string };

/** The panel that a history belongs to. */
export interface HistoryHost {
  /** Begins every id, so that two panels on a page do not share one. */
  identifier: string;
  exercise: string;
  file: string;
  starter: string;
  /** Asks Python about a version of the learner's code; the reader reads its answer. */
  ask<Answer>(
    query: HistoryQuery,
    source: string,
    read: Reader<Answer>,
  ): Promise<QueryAnswer<Answer>>;
  codeNow(): string;
  /** Returns the solution, once the reader has opened it. */
  solution(): string | null;
  /** Annotates a line of the code, if the code is still this one. */
  annotate(line: number, sentence: string, source: string): void;
  goToLine(line: number): void;
  /** Plays a history on PostgreSQL, where this exercise's stores have one. */
  replayOnPostgresql: ((script: Script, source: string) => void) | null;
}

/** A history that can be shown: of a check's row, of a run, or of a link. */
export interface Subject {
  kind: "check" | "run" | "link";
  title: string;
  script: Script;
  /** The code that it was played on. */
  source: string;
  verdict?: Verdict;
  found?: FoundHistory;
}
