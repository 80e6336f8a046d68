// What page and worker say to each other about a run on PostgreSQL, and what the library emits meanwhile.

import type { Problem, Script } from "./messages.ts";
import { flag, listOf, number, object, oneOf, orNull, type Reader, text } from "./reader.ts";

/** A statement, with `$1` for its first parameter; what came back, or what the database said instead. */
export interface ShownStatement {
  sql: string;
  /** Each as it is written in SQL. */
  parameters: string[];
  rows: string[][];
  error: string;
}

/** A table as it is at one moment. */
export interface ShownTable {
  name: string;
  columns: string[];
  rows: string[][];
}

/** One step of a history on PostgreSQL; `tables` are those that it changed, as they are after it. */
export interface RealStep {
  number: number;
  sentence: string;
  fault: boolean;
  statements: ShownStatement[];
  tables: ShownTable[];
  differs: string;
}

/** A query that shows how a history ends, and what it returned. */
export interface ShownQuery {
  sql: string;
  columns: string[];
  rows: string[][];
}

/** How a history ends on PostgreSQL. */
export interface RealEnd {
  /** In what this world differs from the simulated one; empty if it does not. */
  differs: string;
  /** What is wrong at the end, as the checker says it of the tables; empty if nothing is. */
  wrong: string;
  told: ShownQuery | null;
  /** What this world has not got, and the simulated one has; each a sentence. */
  notes: string[];
}

/** What the library emits while it plays a history on PostgreSQL. */
export type DatabaseEvent =
  | { type: "tables"; tables: ShownTable[] }
  | { type: "step"; step: RealStep }
  | { type: "end"; end: RealEnd }
  | ({ type: "problem" } & Problem)
  | { type: "replaced"; message: string }
  | { type: "untold"; message: string }
  | { type: "finished"; verdict: "pass" | "error"; seconds: number };

/** What to play: this code of the reader's, as a run without a fault or as this history. */
export interface DatabaseTask {
  files: Record<string, string>;
  main: string;
  script: Script | null;
}

/** What a page keeps of a database, so that the next one starts sooner; no program has run in it. */
export interface KeptDatabase {
  module: WebAssembly.Module;
  /** The program that makes a new database. */
  maker: WebAssembly.Module;
  /** The files of PostgreSQL itself. */
  files: ArrayBuffer;
  /** The files of a new database. */
  data: ArrayBuffer;
}

/** What the page says to the worker of a database. */
export type ToDatabase =
  | { kind: "start"; compiled: WebAssembly.Module | null; kept: KeptDatabase | null }
  | ({ kind: "play" } & DatabaseTask);

/** What the worker of a database says to its page. */
export type FromDatabase =
  | { kind: "alive" }
  | { kind: "loaded"; bytes: number }
  | { kind: "kept"; database: KeptDatabase }
  | { kind: "ready" }
  | { kind: "event"; event: DatabaseEvent }
  | { kind: "done" }
  | { kind: "failed"; detail: string }
  | { kind: "crashed"; detail: string };

const readTable: Reader<ShownTable> = object({
  name: text,
  columns: listOf(text),
  rows: listOf(listOf(text)),
});

const readStatement: Reader<ShownStatement> = object({
  sql: text,
  parameters: listOf(text),
  rows: listOf(listOf(text)),
  error: text,
});

const readStep: Reader<RealStep> = object({
  number,
  sentence: text,
  fault: flag,
  statements: listOf(readStatement),
  tables: listOf(readTable),
  differs: text,
});

type EventOf<Type extends DatabaseEvent["type"]> = Extract<DatabaseEvent, { type: Type }>;

const eventReaders: { [Type in DatabaseEvent["type"]]: Reader<EventOf<Type>> } = {
  tables: object({ type: oneOf(["tables"]), tables: listOf(readTable) }),
  step: object({ type: oneOf(["step"]), step: readStep }),
  end: object({
    type: oneOf(["end"]),
    end: object<RealEnd>({
      differs: text,
      wrong: text,
      told: orNull(
        object<ShownQuery>({ sql: text, columns: listOf(text), rows: listOf(listOf(text)) }),
      ),
      notes: listOf(text),
    }),
  }),
  problem: object({ type: oneOf(["problem"]), message: text, text, line: orNull(number) }),
  replaced: object({ type: oneOf(["replaced"]), message: text }),
  untold: object({ type: oneOf(["untold"]), message: text }),
  finished: object({
    type: oneOf(["finished"]),
    verdict: oneOf(["pass", "error"]),
    seconds: number,
  }),
};

/** Reads what the library emits; throws an error that names the field when it is not as the types say. */
export function readDatabaseEvent(value: unknown): DatabaseEvent {
  const types = Object.keys(eventReaders) as DatabaseEvent["type"][];
  const { type } = object({ type: oneOf(types) })(value, "event");
  return eventReaders[type](value, type);
}
