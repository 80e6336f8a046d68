// The life of the one worker: started once, given one job at a time, replaced when it is stopped or
// breaks.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { PythonEvent, TaskRequest } from "../../../code/lab/protocol/messages.ts";
import { type JobListener, PythonClient } from "../../../code/lab/python/client.ts";
import { FakeWorker } from "../fakes.ts";

const request: TaskRequest = {
  task: "run",
  files: { "handler.py": "" },
  main: "handler.py",
  wanted: "{}",
};
const finished: PythonEvent = { type: "finished", verdict: "pass", seconds: 0 };

class FakeListener implements JobListener {
  readonly heard: string[] = [];
  output(): void {
    this.heard.push("output");
  }
  event(event: PythonEvent): void {
    this.heard.push(event.type);
  }
  ended(how: string): void {
    this.heard.push(how);
  }
}

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

function pythonWithWorkers(wasUpdated?: () => Promise<boolean>) {
  const workers: FakeWorker[] = [];
  const createWorker = (): FakeWorker => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  };
  const python = new PythonClient("this build", createWorker, wasUpdated);
  const worker = (): FakeWorker => workers.at(-1) as FakeWorker;
  return { python, workers, worker };
}

/** Lets what was promised come about. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a job given before Python is ready runs once it is", () => {
  const { python, worker } = pythonWithWorkers();
  const listener = new FakeListener();

  python.begin(request, listener);
  assert.deepEqual(worker().kinds, ["start"]);
  worker().says({ kind: "ready" });

  assert.deepEqual(worker().kinds, ["start", "task"]);
  assert.equal(python.state.name, "running");
});

test("output, events and the end reach the one who asked", () => {
  const { python, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(request, listener);
  worker().says({ kind: "ready" });

  worker().says({ kind: "output", job: 1, parts: [], cut: false });
  worker().says({ kind: "event", job: 1, event: finished });
  worker().says({ kind: "done", job: 1 });

  assert.deepEqual(listener.heard, ["output", "finished", "finished"]);
  assert.equal(python.state.name, "ready");
});

test("a second job is refused while one is under way", () => {
  const { python } = pythonWithWorkers();

  assert.equal(python.begin(request, new FakeListener()), true);
  assert.equal(python.begin(request, new FakeListener()), false);
});

test("Stop terminates the worker and starts a fresh one with the module compiled before", () => {
  const { python, workers, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(request, listener);
  const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  worker().says({ kind: "compiled", module });
  worker().says({ kind: "ready" });

  python.stop();

  assert.equal(workers[0]?.terminated, true);
  assert.deepEqual(listener.heard, ["stopped"]);
  assert.deepEqual(worker().received, [
    { kind: "start", compiled: module, checks: false, build: "this build" },
  ]);
});

test("the compiled module is the first, from before any code ran, whatever a worker says later", () => {
  const { python, worker } = pythonWithWorkers();
  const [module, other] = [0, 1].map(
    () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  ) as [WebAssembly.Module, WebAssembly.Module];
  python.begin(request, new FakeListener());
  worker().says({ kind: "compiled", module });
  worker().says({ kind: "ready" });

  worker().says({ kind: "compiled", module: other });
  python.stop();

  const [start] = worker().received;
  assert.ok(start?.kind === "start" && start.compiled === module);
});

test("Stop before the job began keeps the worker that is starting", () => {
  const { python, workers } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(request, listener);

  python.stop();

  assert.equal(workers.length, 1);
  assert.deepEqual(listener.heard, ["stopped"]);
});

test("a stopped worker is not heard any more", () => {
  const { python, workers } = pythonWithWorkers();
  python.begin(request, new FakeListener());
  workers[0]?.says({ kind: "ready" });
  python.stop();

  workers[0]?.says({ kind: "ready" });

  assert.equal(python.state.name, "starting");
});

test("a worker that breaks in a job is replaced by itself", () => {
  const { python, workers, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(request, listener);
  worker().says({ kind: "ready" });

  worker().breaks("out of memory");

  assert.deepEqual(listener.heard, ["crashed"]);
  assert.equal(workers.length, 2);
  assert.equal(python.state.name, "starting");
});

test("a worker that breaks while it starts is not started again until it is wanted", () => {
  const { python, workers, worker } = pythonWithWorkers();
  python.start();

  worker().breaks("not found");
  assert.equal(python.state.name, "failed");
  assert.equal(workers.length, 1);
  python.start();

  assert.equal(workers.length, 2);
});

test("a download that fails ends the job that waited for it", () => {
  const { python, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(request, listener);

  worker().says({ kind: "failed", detail: "no connection" });

  assert.deepEqual(listener.heard, ["failed"]);
});

test("a check whose files cannot be loaded ends, and Python stays ready", async () => {
  const { python, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin({ ...request, task: "check" }, listener);
  worker().says({ kind: "ready" });

  worker().says({ kind: "unavailable", job: 1, detail: "no connection" });
  await settled();

  assert.deepEqual(listener.heard, ["unavailable"]);
  assert.equal(python.state.name, "ready");
});

test("a check that is stopped while its files are missed leaves the next job alone", async () => {
  const { python, worker } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin({ ...request, task: "check" }, listener);
  worker().says({ kind: "ready" });
  worker().says({ kind: "unavailable", job: 1, detail: "no connection" });

  python.stop();
  python.begin(request, listener);
  await settled();

  assert.deepEqual(listener.heard, ["stopped"]);
  assert.equal(python.state.name, "starting");
});

test("what cannot be loaded because the course was updated is not asked for again", async () => {
  for (const missed of ["start", "checks"]) {
    const { python, worker } = pythonWithWorkers(async () => true);
    python.begin({ ...request, task: "check" }, new FakeListener());
    if (missed === "start") worker().says({ kind: "failed", detail: "not found" });
    else {
      worker().says({ kind: "ready" });
      worker().says({ kind: "unavailable", job: 1, detail: "not found" });
    }
    await settled();

    assert.equal(python.state.name, "outdated");
    assert.equal(python.busy, false);
  }
});

test("a worker of another build is not talked to", () => {
  const { python, worker } = pythonWithWorkers();
  python.start();
  const old = worker();

  old.says({ kind: "ready" }, "another build");

  assert.equal(python.state.name, "outdated");
  assert.equal(old.terminated, true);
  assert.equal(python.begin(request, new FakeListener()), false);
});

test("pytest comes with the start of a worker that is started when checks are wanted", () => {
  const { python, worker } = pythonWithWorkers();
  python.prepareChecks();
  python.start();
  worker().says({ kind: "ready" });

  mock.timers.tick(5_000);

  assert.deepEqual(worker().received, [
    { kind: "start", compiled: null, checks: true, build: "this build" },
  ]);
});

test("wanted later, pytest is loaded only after a pause in which nothing was asked", () => {
  const { python, worker } = pythonWithWorkers();
  python.start();
  python.prepareChecks();
  worker().says({ kind: "ready" });

  mock.timers.tick(1_000);
  assert.deepEqual(worker().kinds, ["start"]);
  mock.timers.tick(1_000);

  assert.deepEqual(worker().kinds, ["start", "prepare_checks"]);
});

function pythonAfterARun(event: PythonEvent = finished) {
  const made = pythonWithWorkers();
  made.python.prepareChecks();
  made.python.begin(request, new FakeListener());
  made.worker().says({ kind: "ready" });
  made.worker().says({ kind: "event", job: 1, event });
  made.worker().says({ kind: "done", job: 1 });
  return made;
}

test("after a run the next worker gets ready in a quiet moment, and takes over", () => {
  const { python, workers, worker } = pythonAfterARun();

  mock.timers.tick(5_000);
  assert.equal(workers.length, 2);
  assert.equal(workers[0]?.terminated, false);
  worker().says({ kind: "ready" });

  assert.equal(workers[0]?.terminated, true);
  assert.equal(python.state.name, "ready");
  const [start] = worker().received;
  assert.ok(start?.kind === "start" && start.checks);
});

test("a check never runs where other code has run, even at once after a run", () => {
  const { python, workers, worker } = pythonAfterARun();

  python.begin({ ...request, task: "check" }, new FakeListener());
  assert.equal(workers[0]?.terminated, true);
  assert.equal(python.state.name, "starting");
  worker().says({ kind: "ready" });

  assert.deepEqual(worker().kinds, ["start", "task"]);
});

test("what a used worker says after the check has begun is not heard", () => {
  const { python, workers, worker } = pythonAfterARun();
  const listener = new FakeListener();
  python.begin({ ...request, task: "check" }, listener);
  worker().says({ kind: "ready" });

  workers[0]?.says({ kind: "event", job: 2, event: finished });
  workers[0]?.says({ kind: "done", job: 2 });

  assert.deepEqual(listener.heard, []);
});

test("a run goes to the used worker while the next one is getting ready, and is not cut off by it", () => {
  const { python, workers, worker } = pythonAfterARun();
  mock.timers.tick(5_000);
  const listener = new FakeListener();

  python.begin(request, listener);
  worker().says({ kind: "ready" });
  assert.equal(python.state.name, "running");
  workers[0]?.says({ kind: "done", job: 2 });

  assert.deepEqual(listener.heard, ["finished"]);
  assert.equal(workers[0]?.terminated, true);
  assert.equal(python.state.name, "ready");
});

test("a next worker that breaks is discarded, and Python stays ready", () => {
  const { python, workers, worker } = pythonAfterARun();
  mock.timers.tick(5_000);

  worker().breaks("no connection");

  assert.equal(workers[0]?.terminated, false);
  assert.equal(python.state.name, "ready");
});

test("a worker in which something was replaced is replaced at once", () => {
  const { workers } = pythonAfterARun({ type: "replaced", message: "Your code replaced print." });

  assert.equal(workers[0]?.terminated, true);
  assert.equal(workers.length, 2);
});

test("a worker that ends by itself while nothing runs is replaced", () => {
  const { python, workers, worker } = pythonWithWorkers();
  python.start();
  worker().says({ kind: "ready" });

  worker().breaks("the worker has ended");

  assert.equal(workers.length, 2);
  assert.equal(python.state.name, "starting");
});

test("a long run is said to be long", () => {
  const { python, worker } = pythonWithWorkers();
  python.begin(request, new FakeListener());
  worker().says({ kind: "ready" });

  mock.timers.tick(10_000);

  assert.deepEqual(python.state, { name: "running", task: "run", long: true });
});
