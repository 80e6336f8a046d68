// What a run on PostgreSQL needs from the panel that it belongs to.

import type { Problem, Script } from "../../protocol/messages.ts";
import type { DatabaseTask } from "../../protocol/on_postgresql.ts";

/** The panel that a run on PostgreSQL belongs to. */
export interface PostgresqlHost {
  /** Begins every id, so that two panels on a page do not share one. */
  identifier: string;
  codeNow(): string;
  filesWith(source: string): Pick<DatabaseTask, "files" | "main">;
  /** The machine code of Python, if there is some already. */
  machineCode(): WebAssembly.Module | null;
  /** Annotates a line of the code, if the code is still this one. */
  annotate(problem: Problem, source: string): void;
}

/** What is to be played: this code, in a run without a fault, or as in this history. */
export interface Wanted {
  source: string;
  script: Script | null;
}
