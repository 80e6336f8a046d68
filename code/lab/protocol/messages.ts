// The messages between page and worker: one tagged union each way, with the name of the build in each, so
// that a page from before a deployment never talks to a worker from after it.

/** Every verdict of a check's row, as the library and the page call it. */
export const verdicts = [
  "holds",
  "ghost",
  "lost",
  "duplicate",
  "contradictory",
  "out of sequence",
  "leak",
  "stuck",
  "not yet",
  "unknown",
  "fails",
  "error",
] as const;

/** The verdict of one row: an anomaly's name, or what else a test can end with. */
export type Verdict = (typeof verdicts)[number];

/** A row that has no verdict yet. */
export interface CollectedRow {
  name: string;
  title: string;
}

/** What may be left behind in the stores at the end of a history. */
export const leftovers = ["any", "none", "none in documents", "none without faults"] as const;

/** A history to play, and the world it is played in: `ReplayRequest` of the library. */
export interface Script {
  schedule: string;
  messages: string[];
  consumers: number;
  leftovers: (typeof leftovers)[number];
  marks: string;
  most_faults: number;
  /** The name of the scenario in a design; empty in an exercise, which has one. */
  scenario: string;
}

/** The script of a run: its world has no more than this, the rest is as in a run without a choice. */
export type RunScript = Pick<
  Script,
  "schedule" | "messages" | "marks" | "most_faults" | "scenario"
>;

/** How far a design is searched: as its file says, or as the reader has chosen. */
export interface ChosenScope {
  /** Names of messages; all of them, if there is none. */
  messages: string[];
  consumers: number;
  /** The marks of the faults. */
  marks: string;
  most_faults: number;
}

/** The history of a row that does not hold, and how far the search for it went. */
export interface FoundHistory {
  script: Script;
  steps: number;
  faults: number;
  searched: string;
  /** What is wrong, with short names for contents. */
  headline: string;
}

/** A row with its verdict. */
export interface CheckedRow extends CollectedRow {
  verdict: Verdict;
  message: string;
  scope: string;
  line: number | null;
  history: FoundHistory | null;
  seconds: number;
}

/** An error that ended a program or a check, as a sentence and as Python prints it. */
export interface Problem {
  message: string;
  text: string;
  line: number | null;
}

/** What the library's entry for pages emits while it runs, checks or explains. */
export type PythonEvent =
  | { type: "collected"; rows: CollectedRow[]; scope: ChosenScope | null }
  | ({ type: "row" } & CheckedRow)
  | { type: "progress"; name: string; states: number; faults: number; histories: number }
  | ({ type: "problem" } & Problem)
  | { type: "replaced"; message: string }
  | { type: "played"; script: RunScript }
  | { type: "told"; told: unknown } // read by what asked for it: protocol/trace.ts
  | { type: "untold"; message: string }
  | { type: "finished"; verdict: "pass" | "fail" | "unknown" | "error"; seconds: number };

/** What Python can be asked to do; `tell` is to explain a history. */
export type Task = "run" | "check" | "tell";

/** What Python is to do with these files; `wanted` is JSON with what the task leaves open. */
export interface TaskRequest {
  task: Task;
  files: Record<string, string>;
  main: string;
  wanted: string;
  /** Whether `main` is a design: all that is asked about one needs what a check does. */
  design?: boolean;
}

/** A piece of what a program printed. */
export interface OutputPart {
  stream: "out" | "err";
  text: string;
}

/**
 * What the page says to its worker. A check `inTurns` plays the rows that the page names, until null. To
 * rehearse checks is to play rows of them for a while, of which the page hears nothing.
 */
export type ToWorker =
  | { kind: "start"; compiled: WebAssembly.Module | null; checks: boolean }
  | { kind: "prepare_checks" }
  | { kind: "rehearse"; checks: readonly TaskRequest[] }
  | ({ kind: "task"; job: number; inTurns?: boolean } & TaskRequest)
  | { kind: "play"; row: string | null };

/** What the worker says to its page; in a check in turns, it is free for the next row. */
export type ToPage =
  | { kind: "alive" }
  | { kind: "compiled"; module: WebAssembly.Module }
  | { kind: "ready" }
  | { kind: "failed"; detail: string }
  | { kind: "output"; job: number; parts: OutputPart[]; cut: boolean }
  | { kind: "event"; job: number; event: PythonEvent }
  | { kind: "free"; job: number }
  | { kind: "done"; job: number }
  | { kind: "unavailable"; job: number; detail: string }
  | { kind: "crashed"; job: number; detail: string };

/** A message with the name of the build that it comes from. */
export type Stamped<Message> = Message & { build: string };

/** Returns the message with the name of this build. */
export function stamp<Message extends { kind: string }>(
  build: string,
  message: Message,
): Stamped<Message> {
  return { ...message, build };
}

/** Returns the message, or null when it comes from another build. */
export function accept<Message extends { kind: string }>(
  build: string,
  data: Stamped<Message>,
): Message | null {
  return data.build === build ? data : null;
}
