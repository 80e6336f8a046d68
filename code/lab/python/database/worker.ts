// The worker of a database: PostgreSQL and Python, for one run. Both are loaded before the ways from Python to
// JavaScript are shut; after that, no machine code is loaded any more, so that nothing leads out of PostgreSQL
// either, whatever a program asks of it. To end it, the page terminates it.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { accept, type Stamped, stamp } from "../../protocol/messages.ts";
import {
  type DatabaseTask,
  type FromDatabase,
  readDatabaseEvent,
  type ToDatabase,
} from "../../protocol/on_postgresql.ts";
import { build } from "../../shared/build_constants.ts";
import { callSetUp, type Interpreter, startInterpreter } from "../interpreter.ts";
import { enterSandbox } from "../sandbox.ts";
import { holdWorkerLock } from "../worker_port.ts";
import { connect } from "./device.ts";
import { fetchAdapters, fetchDatabase } from "./files.ts";
import { type Ask, startPostgresql } from "./postgresql.ts";

interface WorkerScope {
  postMessage(message: Stamped<FromDatabase>): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<Stamped<ToDatabase>>) => void,
  ): void;
}

type Start = Extract<ToDatabase, { kind: "start" }>;

const scope = globalThis as unknown as WorkerScope;
const send = (message: FromDatabase): void => scope.postMessage(stamp(build, message));

const archive = "/lib/adapters.zip";
const loading = ["compile", "compileStreaming", "instantiate", "instantiateStreaming"];

let started: Promise<{ python: Interpreter; ask: Ask }> | undefined;

holdWorkerLock(() => send({ kind: "alive" }));

scope.addEventListener("message", (event) => {
  const message = accept(build, event.data);
  if (message?.kind === "start") {
    started = start(message);
    started.then(
      () => send({ kind: "ready" }),
      (error) => send({ kind: "failed", detail: String(error) }),
    );
  }
  if (message?.kind === "play") void play(message);
});

async function start({ compiled, kept }: Start): Promise<{ python: Interpreter; ask: Ask }> {
  const [python, adapters, ask] = await Promise.all([
    startInterpreter(false, compiled, () => {}),
    fetchAdapters(),
    startDatabase(kept),
  ]);
  addPackages(python.pyodide, adapters);
  return { python, ask };
}

async function startDatabase(kept: Start["kept"]): Promise<Ask> {
  const parts = kept ?? (await fetchDatabase((bytes) => send({ kind: "loaded", bytes })));
  const { ask, data } = await startPostgresql(parts, kept?.data ?? null);
  if (kept === null) send({ kind: "kept", database: { ...parts, data } });
  return ask;
}

/** The adapters belong to packages that the page's Python has imported already. */
function addPackages(pyodide: PyodideInterface, adapters: Uint8Array): void {
  pyodide.FS.writeFile(archive, adapters);
  for (const name of ["consistent_messaging", "consistent_messaging.entrypoints"]) {
    const found = pyodide.pyimport(name);
    found.__path__.append(`${archive}/${name.replace(".", "/")}`);
    found.destroy();
  }
}

async function play({ files, main, script }: DatabaseTask): Promise<void> {
  try {
    if (started === undefined) throw new Error("the database has not been started");
    const { python, ask } = await started;
    const { pyodide } = python;
    pyodide.setStdout({ write: (bytes) => bytes.length });
    pyodide.setStderr({ write: (bytes) => bytes.length });
    const connection = connect(pyodide, ask);
    const page = pyodide.pyimport("consistent_messaging.entrypoints.on_postgresql");
    const channel = enterSandbox(python);
    loadNothingMore();
    channel.hear = (json) => send({ kind: "event", event: readDatabaseEvent(JSON.parse(json)) });
    const given: PyProxy = pyodide.toPy(files);
    page.play(given, main, channel.emit, JSON.stringify({ script }), connection);
    callSetUp(pyodide, "flush");
    send({ kind: "done" });
  } catch (error) {
    send({ kind: "crashed", detail: String(error) });
  }
}

/** PostgreSQL would load machine code from its own files, if a statement says so. */
function loadNothingMore(): void {
  for (const name of [...loading, "Instance", "Module"]) Reflect.deleteProperty(WebAssembly, name);
}
