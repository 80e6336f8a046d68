// What page and worker say to each other: one tagged union each way, stamped with the build, so that
// a page from before a deployment never talks to a worker from after it.

export type Verdict =
  | "holds"
  | "ghost"
  | "lost"
  | "duplicate"
  | "contradictory"
  | "leak"
  | "stuck"
  | "not yet"
  | "unknown"
  | "fails"
  | "error";

export interface CollectedRow {
  name: string;
  title: string;
}

/** A history to play, and the world it is played in (consistent_messaging.explain.Script). */
export interface Script {
  schedule: string;
  messages: string[];
  consumers: number;
  leftovers: "any" | "none" | "none without faults";
  marks: string;
  most_faults: number;
}

/** The script of a run: what it leaves out is as in a run without a choice. */
export type RunScript = Pick<Script, "schedule"> & Partial<Script>;

/** The history of a row that does not hold, and how far the search for it has looked. */
export interface FoundHistory {
  script: Script;
  steps: number;
  faults: number;
  searched: string;
  /** What is wrong, with short names for contents. */
  headline: string;
}

export interface CheckedRow extends CollectedRow {
  verdict: Verdict;
  message: string;
  scope: string;
  line: number | null;
  history: FoundHistory | null;
  seconds: number;
}

export interface Problem {
  message: string;
  text: string;
  line: number | null;
}

/** What the Python entry (consistent_messaging.entrypoints.browser) emits while it runs, checks or tells. */
export type PythonEvent =
  | { type: "collected"; rows: CollectedRow[] }
  | ({ type: "row" } & CheckedRow)
  | { type: "progress"; name: string; states: number; faults: number }
  | ({ type: "problem" } & Problem)
  | { type: "replaced"; message: string }
  | { type: "played"; script: RunScript }
  | { type: "told"; told: unknown }
  | { type: "untold"; message: string }
  | { type: "finished"; verdict: "pass" | "fail" | "unknown" | "error"; seconds: number };

export type Task = "run" | "check" | "tell";

/** What Python is to do with these files; `wanted` is JSON, for what a task leaves open. */
export interface Request {
  task: Task;
  files: Record<string, string>;
  main: string;
  wanted: string;
}

export interface OutputPart {
  stream: "out" | "err";
  text: string;
}

export type ToWorker =
  | { kind: "start"; compiled: WebAssembly.Module | null; checks: boolean }
  | { kind: "prepare_checks" }
  | ({ kind: "task"; job: number } & Request);

export type ToPage =
  | { kind: "alive" }
  | { kind: "compiled"; module: WebAssembly.Module }
  | { kind: "ready" }
  | { kind: "failed"; detail: string }
  | { kind: "output"; job: number; parts: OutputPart[]; cut: boolean }
  | { kind: "event"; job: number; event: PythonEvent }
  | { kind: "done"; job: number }
  | { kind: "unavailable"; job: number; detail: string }
  | { kind: "crashed"; job: number; detail: string };

export type Stamped<Message> = Message & { build: string };

export function stamp<Message extends ToWorker | ToPage>(
  build: string,
  message: Message,
): Stamped<Message> {
  return { ...message, build };
}

/** The message, or null when it comes from another build. */
export function accept<Message extends ToWorker | ToPage>(
  build: string,
  data: Stamped<Message>,
): Message | null {
  return data.build === build ? data : null;
}
