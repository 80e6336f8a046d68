// PostgreSQL in the worker: PGlite, which is PostgreSQL compiled to WebAssembly, from the site's own files.
// Its memory is all it writes to. It answers at once, so that Python can wait for it without a promise.

import { messages, PGlite, protocol } from "@electric-sql/pglite";
import type { KeptDatabase } from "../../protocol/on_postgresql.ts";
import { listOf, number, object, orNull, text } from "../../protocol/reader.ts";

/** What is asked of it, and answered: JSON texts, as the library's `PgliteConnection` has them. */
export type Ask = (question: string) => string;

type Parts = Omit<KeptDatabase, "data">;

interface Question {
  statement: string;
  parameters: Parameter[];
}

/** Its text, and the number of its type. */
interface Parameter {
  text: string | null;
  type: number;
}

const readQuestion = object<Question>({
  statement: text,
  parameters: listOf(object<Parameter>({ text: orNull(text), type: number })),
});

const { serialize } = protocol;

/** Starts it as it was kept; without that, makes a database first, and returns what to keep as well. */
export async function startPostgresql(
  parts: Parts,
  data: ArrayBuffer | null,
): Promise<{ ask: Ask; data: ArrayBuffer }> {
  const database = await PGlite.create({
    pgliteWasmModule: parts.module,
    initdbWasmModule: parts.maker,
    fsBundle: new Blob([parts.files]),
    ...(data && { loadDataDir: new Blob([data]) }),
  });
  // Its machine code is loaded now: later, none is.
  await database.exec("DO 'BEGIN END'");
  const kept = data ?? (await (await database.dumpDataDir("none")).arrayBuffer());
  return {
    ask: (question) => answer(database, readQuestion(JSON.parse(question), "question")),
    data: kept,
  };
}

function answer(database: PGlite, { statement, parameters }: Question): string {
  const asked = [
    serialize.parse({ text: statement, types: parameters.map(({ type }) => type) }),
    serialize.bind({ values: parameters.map(({ text: value }) => value) }),
    serialize.describe({ type: "P" }),
    serialize.execute({}),
    serialize.sync(),
  ];
  let types: number[] = [];
  const rows: (string | null)[][] = [];
  let isOver = false;
  let error: { message: string; code: string } | undefined;
  new protocol.Parser().parse(database.execProtocolRawSync(joined(asked)), (message) => {
    if (message instanceof messages.RowDescriptionMessage)
      types = message.fields.map((field) => field.dataTypeID);
    if (message instanceof messages.DataRowMessage) rows.push(message.fields);
    if (message instanceof messages.DatabaseError)
      error ??= { message: message.message, code: message.code ?? "" };
    isOver ||= message.name === "commandComplete" || message.name === "emptyQuery";
  });
  if (!isOver) error ??= { message: "The statement did not come to its end.", code: "" };
  return JSON.stringify(error ? { error } : { types, rows });
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let next = 0;
  for (const part of parts) {
    whole.set(part, next);
    next += part.length;
  }
  return whole;
}
