// The worker: it owns the interpreter, does one task at a time, and sends back output and events. It decides
// nothing about the page; to stop it, the page terminates it.

import type { PyodideInterface } from "pyodide";
import { accept, type Stamped, stamp, type ToPage, type ToWorker } from "../protocol/messages.ts";
import { readPythonEvent } from "../protocol/python_events.ts";
import { build } from "../shared/build_constants.ts";
import type { EventChannel } from "./event_channel.ts";
import {
  addChecks,
  type CheckInTurns,
  type CoursePage,
  callSetUp,
  type Interpreter,
  startInterpreter,
} from "./interpreter.ts";
import { OutputBuffer } from "./output_buffer.ts";
import { enterSandbox } from "./sandbox.ts";
import { holdWorkerLock } from "./worker_port.ts";

interface WorkerScope {
  postMessage(message: Stamped<ToPage>): void;
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<Stamped<ToWorker>>) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;
const send = (message: ToPage): void => scope.postMessage(stamp(build, message));

const channels = new WeakMap<PyodideInterface, EventChannel>(); // of those in the sandbox
let interpreter: Promise<Interpreter> | undefined;
let checks: Promise<Interpreter> | undefined;
let takeTurn: (row: string | null) => void = () => {};

holdWorkerLock(() => send({ kind: "alive" }));

scope.addEventListener("message", (event) => {
  const message = accept(build, event.data);
  if (message?.kind === "start") void start(message);
  if (message?.kind === "prepare_checks") void prepareChecks().catch(() => {});
  if (message?.kind === "task") void perform(message);
  if (message?.kind === "play") takeTurn(message.row);
});

async function start(wanted: Extract<ToWorker, { kind: "start" }>): Promise<void> {
  try {
    interpreter = startInterpreter(wanted.checks, wanted.compiled, (module) =>
      send({ kind: "compiled", module }),
    );
    (await interpreter).pyodide.pyimport("consistent_messaging.entrypoints.browser").destroy();
    send({ kind: "ready" });
    if (wanted.checks) void prepareChecks().catch(() => {}); // there already, if from a snapshot
  } catch (error) {
    send({ kind: "failed", detail: String(error) });
  }
}

// Between two tasks nothing is kept, so another interpreter may well do the next one.
async function prepareChecks(): Promise<void> {
  if (interpreter === undefined) throw new Error("Python has not been started");
  checks ??= interpreter.then(addChecks);
  try {
    interpreter = Promise.resolve(await checks);
  } catch (error) {
    checks = undefined; // so that the next check asks for the files again
    throw error;
  }
}

async function checksAreThere(job: number): Promise<boolean> {
  try {
    await prepareChecks();
    return true;
  } catch (error) {
    send({ kind: "unavailable", job, detail: String(error) });
    return false;
  }
}

async function perform(request: Extract<ToWorker, { kind: "task" }>): Promise<void> {
  const { job, task, design = false } = request;
  try {
    if (interpreter === undefined) throw new Error("Python has not been started");
    await checks?.catch(() => {}); // what is being added needs what is sealed for a learner's code
    if ((task === "check" || design) && !(await checksAreThere(job))) return;
    await performIn(await interpreter, request);
    send({ kind: "done", job });
  } catch (error) {
    send({ kind: "crashed", job, detail: String(error) });
  }
}

async function performIn(
  python: Interpreter,
  request: Extract<ToWorker, { kind: "task" }>,
): Promise<void> {
  const { pyodide } = python;
  const { job, task, main, wanted, inTurns = false } = request;
  const buffer = new OutputBuffer(
    (parts, cut) => send({ kind: "output", job, parts, cut }),
    () => performance.now(),
  );
  pyodide.setStdout({ write: writeTo(buffer, "out") });
  pyodide.setStderr({ write: writeTo(buffer, "err") });
  const channel = channels.get(pyodide) ?? enterSandbox(python);
  channels.set(pyodide, channel);
  channel.hear = (json) => {
    buffer.flush();
    send({ kind: "event", job, event: readPythonEvent(JSON.parse(json)) });
  };
  const page: CoursePage = pyodide.pyimport("consistent_messaging.entrypoints.browser");
  const files = pyodide.toPy(request.files);
  try {
    if (inTurns) await playInTurns(page.CheckInTurns(files, main, channel.emit), job);
    else page[task](files, main, channel.emit, wanted);
    callSetUp(pyodide, "flush");
  } finally {
    buffer.flush();
    files.destroy();
    page.destroy();
  }
}

// Python hears nothing while it plays a row; so the page, which hears of all rows, is asked after each.
async function playInTurns(check: CheckInTurns, job: number): Promise<void> {
  try {
    for (let row = await nextTurn(job); row !== null; row = await nextTurn(job)) check.play(row);
  } finally {
    check.close();
    check.destroy();
  }
}

function nextTurn(job: number): Promise<string | null> {
  return new Promise((resolve) => {
    takeTurn = resolve;
    send({ kind: "free", job });
  });
}

function writeTo(buffer: OutputBuffer, stream: "out" | "err"): (bytes: Uint8Array) => number {
  const decoder = new TextDecoder();
  return (bytes) => {
    buffer.add(stream, decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
}
