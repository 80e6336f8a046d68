// The worker: it owns the interpreter, does one task at a time, and sends back output and events. It decides
// nothing about the page; to stop it, the page terminates it.

import type { PyodideInterface } from "pyodide";
import {
  accept,
  type OutputPart,
  type PythonEvent,
  type Stamped,
  stamp,
  type TaskRequest,
  type ToPage,
  type ToWorker,
} from "../protocol/messages.ts";
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

/** Who hears a task, and says which row comes next if it is a check in turns. */
interface Audience {
  output(parts: OutputPart[], cut: boolean): void;
  event(event: PythonEvent): void;
  nextRow?(): Promise<string | null>;
}

const longestRehearsal = 2_000; // milliseconds, and the rest of a row

const channels = new WeakMap<PyodideInterface, EventChannel>(); // of those in the sandbox
let interpreter: Promise<Interpreter> | undefined;
let checks: Promise<Interpreter> | undefined;
let takeTurn: (row: string | null) => void = () => {};
let rehearsal: Promise<void> | undefined;
let isCalled = false; // by somebody with a task

holdWorkerLock(() => send({ kind: "alive" }));

scope.addEventListener("message", (event) => {
  const message = accept(build, event.data);
  if (message?.kind === "start") void start(message);
  if (message?.kind === "prepare_checks") void prepareChecks().catch(() => {});
  if (message?.kind === "rehearse") rehearsal = rehearse(message.checks).catch(() => {});
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
  const { job, task, design = false, inTurns = false } = request;
  isCalled = true;
  await rehearsal;
  try {
    if (interpreter === undefined) throw new Error("Python has not been started");
    await checks?.catch(() => {}); // what is being added needs what is sealed for a learner's code
    if ((task === "check" || design) && !(await checksAreThere(job))) return;
    await performIn(await interpreter, request, {
      output: (parts, cut) => send({ kind: "output", job, parts, cut }),
      event: (event) => send({ kind: "event", job, event }),
      ...(inTurns && { nextRow: () => nextTurn(job) }),
    });
    send({ kind: "done", job });
  } catch (error) {
    send({ kind: "crashed", job, detail: String(error) });
  }
}

async function rehearse(requests: readonly TaskRequest[]): Promise<void> {
  await prepareChecks();
  if (interpreter === undefined) return;
  const python = await interpreter;
  const ends = performance.now() + longestRehearsal;
  const isOver = () => isCalled || performance.now() > ends;
  for (const request of requests) if (!isOver()) await rehearseOne(python, request, isOver);
}

// The longest searches are last in the file, so these are the first.
async function rehearseOne(
  python: Interpreter,
  request: TaskRequest,
  isOver: () => boolean,
): Promise<void> {
  const rows: string[] = [];
  await performIn(python, request, {
    output: () => {},
    event: (event) => {
      if (event.type === "collected") rows.push(...event.rows.map(({ name }) => name));
    },
    async nextRow() {
      await new Promise((resolve) => setTimeout(resolve)); // a task can come in
      return isOver() ? null : (rows.pop() ?? null);
    },
  });
}

async function performIn(
  python: Interpreter,
  request: TaskRequest,
  audience: Audience,
): Promise<void> {
  const { pyodide } = python;
  const { task, main, wanted } = request;
  const buffer = new OutputBuffer(
    (parts, cut) => audience.output(parts, cut),
    () => performance.now(),
  );
  pyodide.setStdout({ write: writeTo(buffer, "out") });
  pyodide.setStderr({ write: writeTo(buffer, "err") });
  const channel = channels.get(pyodide) ?? enterSandbox(python);
  channels.set(pyodide, channel);
  channel.hear = (json) => {
    buffer.flush();
    audience.event(readPythonEvent(JSON.parse(json)));
  };
  const page: CoursePage = pyodide.pyimport("consistent_messaging.entrypoints.browser");
  const files = pyodide.toPy(request.files);
  try {
    if (audience.nextRow)
      await playInTurns(page.CheckInTurns(files, main, channel.emit), audience.nextRow);
    else page[task](files, main, channel.emit, wanted);
    callSetUp(pyodide, "flush");
  } finally {
    buffer.flush();
    files.destroy();
    page.destroy();
  }
}

// Python hears nothing while it plays a row; so the page, which hears of all rows, is asked after each.
async function playInTurns(
  check: CheckInTurns,
  nextRow: () => Promise<string | null>,
): Promise<void> {
  try {
    for (let row = await nextRow(); row !== null; row = await nextRow()) check.play(row);
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
