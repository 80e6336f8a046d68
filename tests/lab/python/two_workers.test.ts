// A check in two workers: when the second one is there, what each of them may come to, and which one stays.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { PythonEvent, TaskRequest, ToPage } from "../../../code/lab/protocol/messages.ts";
import { type JobListener, PythonClient } from "../../../code/lab/python/client.ts";
import { shareCheck } from "../../../code/lab/python/shared_check.ts";
import { hasSpareCore } from "../../../code/lab/python/spare_core.ts";
import { FakeWorker } from "../fakes.ts";

const tests = "def test_a():\n    pass\n\n\ndef test_b():\n    pass\n\n\ndef test_c():\n    pass\n";
const check: TaskRequest = {
  task: "check",
  files: { "handler.py": "", "test_handler.py": tests },
  main: "handler.py",
  wanted: "{}",
};
const run: TaskRequest = { ...check, task: "run" };
const tell: TaskRequest = { ...check, task: "tell" };
const names = ["test_a", "test_b", "test_c"];

class FakeListener implements JobListener {
  readonly heard: string[] = [];
  output(): void {
    this.heard.push("output");
  }
  event(event: PythonEvent): void {
    this.heard.push("name" in event ? event.name : event.type);
  }
  ended(how: string): void {
    this.heard.push(`ended: ${how}`);
  }
}

/** A worker that says what one in a check says. */
class Player extends FakeWorker {
  private get job(): number {
    const task = this.received.findLast((message) => message.kind === "task");
    assert.ok(task?.kind === "task", "it was given no task");
    return task.job;
  }
  /** The last row that it was given; null if there is none for it, undefined before the first. */
  get row(): string | null | undefined {
    const turn = this.received.findLast((message) => message.kind === "play");
    return turn?.kind === "play" ? turn.row : undefined;
  }
  get hasTask(): boolean {
    return this.received.some((message) => message.kind === "task");
  }
  isReady(): void {
    this.says({ kind: "ready" });
  }
  saysOfJob(message: { kind: string } & Record<string, unknown>): void {
    this.says({ job: this.job, ...message } as unknown as ToPage);
  }
  emits(event: PythonEvent): void {
    this.saysOfJob({ kind: "event", event });
  }
  /** Collects the rows, and is free for one. */
  opens(rows = names): void {
    const collected = rows.map((name) => ({ name, title: name }));
    this.emits({ type: "collected", rows: collected, scope: null });
    this.saysOfJob({ kind: "free" });
  }
  /** Plays the row that it was given; without another one it is done, as the worker is. */
  plays(): void {
    const name = this.row;
    assert.ok(name, "it has no row");
    const row = {
      name,
      title: name,
      verdict: "holds",
      message: "",
      scope: "",
      line: null,
    } as const;
    this.emits({ type: "row", ...row, history: null, seconds: 0 });
    this.saysOfJob({ kind: "free" });
    if (this.row === null) this.saysOfJob({ kind: "done" });
  }
}

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

const quietMoment = (): void => mock.timers.tick(2_000);

/** Lets what was promised come about. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function pythonWithWorkers(hasSpareCore = true, wasUpdated?: () => Promise<boolean>) {
  const workers: Player[] = [];
  const createWorker = (): Player => {
    const worker = new Player();
    workers.push(worker);
    return worker;
  };
  const python = new PythonClient("this build", createWorker, wasUpdated, hasSpareCore);
  python.shareCheck = shareCheck;
  python.prepareChecks();
  python.start();
  workers[0]?.isReady();
  /** Those that are there, the oldest first; a third one would be one too many. */
  const there = (): Player[] => {
    const alive = workers.filter((worker) => !worker.terminated);
    assert.ok(alive.length <= 2, `there are ${alive.length} workers`);
    return alive;
  };
  return { python, workers, there };
}

function pythonWithBoth(wasUpdated?: () => Promise<boolean>) {
  const made = pythonWithWorkers(true, wasUpdated);
  quietMoment();
  const [first, second] = made.workers as [Player, Player];
  second.isReady();
  return { ...made, first, second };
}

/** Both are in a check: the first plays the first row, the second the last one. */
function pythonInCheck(wasUpdated?: () => Promise<boolean>) {
  const made = pythonWithBoth(wasUpdated);
  const listener = new FakeListener();
  made.python.begin(check, listener);
  made.first.opens();
  made.second.opens();
  assert.deepEqual([made.first.row, made.second.row], ["test_a", "test_c"]);
  return { ...made, listener };
}

const allRows = ["collected", ...names, "finished", "ended: finished"];

test("a second worker gets ready in a quiet moment, and stays beside the first", () => {
  const { python, workers, there } = pythonWithWorkers();

  mock.timers.tick(1_000);
  assert.equal(workers.length, 1);
  mock.timers.tick(1_000);
  assert.equal(workers.length, 2);
  workers[1]?.isReady();
  mock.timers.tick(60_000);

  assert.deepEqual(there(), workers);
  assert.equal(workers.length, 2);
  assert.equal(python.state.name, "ready");
  const [start] = workers[1]?.received ?? [];
  assert.ok(start?.kind === "start" && start.checks);
});

test("the second worker rehearses the checks of the page, once", () => {
  const { python, workers } = pythonWithWorkers();
  python.rehearsal = [check];
  quietMoment();
  workers[1]?.isReady();

  assert.deepEqual(workers[0]?.kinds, ["start"]);
  assert.deepEqual(workers[1]?.received.at(-1), {
    ...{ kind: "rehearse", build: "this build" },
    checks: [check],
  });
  python.begin(run, new FakeListener());
  workers[0]?.saysOfJob({ kind: "done" });
  quietMoment();
  workers[2]?.isReady();
  assert.deepEqual(workers[2]?.kinds, ["start"]);
});

test("a check that comes in the middle of the rehearsal is given to both", () => {
  const { python, workers } = pythonWithWorkers();
  python.rehearsal = [check];
  quietMoment();
  workers[1]?.isReady();

  python.begin(check, new FakeListener());

  assert.deepEqual(workers[1]?.kinds, ["start", "rehearse", "task"]);
});

test("nothing is rehearsed once there was a check, nor where a page has no check", () => {
  const { python, workers, first, second, there } = pythonWithBoth();
  assert.deepEqual(second.kinds, ["start"]);
  python.rehearsal = [check];
  python.begin(check, new FakeListener());
  for (const player of [first, second]) player.opens();
  second.plays();
  second.plays();
  first.plays();
  for (let last = 0; last !== workers.length; ) {
    last = workers.length;
    quietMoment();
    workers.at(-1)?.isReady();
  }

  assert.equal(there().length, 2);
  assert.ok(workers.every(({ kinds }) => !kinds.includes("rehearse")));
});

test("the next page with an exercise finds both as they are", () => {
  const { python, first, second, there } = pythonWithBoth();

  python.prepareChecks();
  quietMoment();

  assert.deepEqual(there(), [first, second]);
});

test("where checks are wanted only later, the first worker prepares them before there is a second", () => {
  const workers: FakeWorker[] = [];
  const createWorker = (): FakeWorker => {
    workers.push(new FakeWorker());
    return workers.at(-1) as FakeWorker;
  };
  const python = new PythonClient("this build", createWorker, async () => false, true);
  python.shareCheck = shareCheck;
  python.start();
  workers[0]?.says({ kind: "ready" });
  mock.timers.tick(60_000);
  assert.equal(workers.length, 1, "no check is wanted");

  python.prepareChecks();
  quietMoment();
  assert.deepEqual(workers[0]?.kinds, ["start", "prepare_checks"]);
  assert.equal(workers.length, 1);
  quietMoment();

  assert.equal(workers.length, 2);
});

test("without a core to spare there is no second worker, and a check is given as a whole", () => {
  const { python, workers, there } = pythonWithWorkers(false);
  mock.timers.tick(60_000);

  python.begin(check, new FakeListener());

  assert.equal(workers.length, 1);
  const [task] = there()[0]?.received.filter((message) => message.kind === "task") ?? [];
  assert.ok(task?.kind === "task" && !task.inTurns);
});

test("a core is to spare where there are two, and no less than four gigabytes as far as one knows", () => {
  assert.equal(hasSpareCore({ hardwareConcurrency: 2 }), true);
  assert.equal(hasSpareCore({ hardwareConcurrency: 8, deviceMemory: 4 }), true);
  assert.equal(hasSpareCore({ hardwareConcurrency: 1, deviceMemory: 8 }), false);
  assert.equal(hasSpareCore({ hardwareConcurrency: 8, deviceMemory: 2 }), false);
  assert.equal(hasSpareCore({}), false);
});

test("both play rows of a check, and what is heard is as from one", () => {
  const { first, second, listener } = pythonInCheck();

  second.plays();
  first.plays();
  first.plays();

  assert.deepEqual(listener.heard, allRows);
});

test("the worker that is free at the end stays, and the other one is ended where it is", () => {
  for (const faster of ["first", "second"] as const) {
    const { python, first, second, there } = pythonInCheck();
    const slower = faster === "first" ? second : first;
    const stays = faster === "first" ? first : second;
    slower.plays(); // and is at test_b, or at the row of the other
    stays.plays();

    if (stays.row !== null) stays.plays();

    assert.deepEqual(there(), [stays]);
    assert.equal(python.state.name, "ready");
    assert.equal(python.begin(run, new FakeListener()), true);
    assert.equal(stays.received.at(-1)?.kind, "task");
  }
});

test("a check is not over before the last worker has let go of it, so that nothing else begins there", () => {
  const { python, first, second, listener } = pythonInCheck();
  second.plays();
  first.plays();
  first.emits({
    type: "row",
    name: "test_b",
    title: "b",
    verdict: "lost",
    message: "",
    scope: "",
    line: null,
    history: null,
    seconds: 0,
  });

  assert.equal(python.begin(tell, new FakeListener()), false);
  first.saysOfJob({ kind: "free" });
  assert.equal(listener.heard.at(-1), "finished");
  assert.equal(python.begin(tell, new FakeListener()), false);
  first.saysOfJob({ kind: "done" });

  assert.equal(python.begin(tell, new FakeListener()), true);
  assert.equal(second.terminated, true);
});

test("after a check two fresh workers get ready, one after the other", () => {
  const { python, workers, first, second, there } = pythonInCheck();
  second.plays();
  first.plays();
  first.plays();
  assert.deepEqual(there(), [first]);

  quietMoment();
  workers[2]?.isReady();
  assert.deepEqual(there(), [workers[2]]);
  assert.equal(python.state.name, "ready");
  quietMoment();
  workers[3]?.isReady();

  assert.deepEqual(there(), [workers[2], workers[3]]);
  python.begin(check, new FakeListener());
  assert.deepEqual(
    there().map((worker) => worker.hasTask),
    [true, true],
  );
});

test("at once after a check, the next one begins in a fresh worker, and a second fresh one joins it", () => {
  const { python, workers, first, second, there } = pythonInCheck();
  second.plays();
  first.plays();
  first.plays();
  const listener = new FakeListener();

  python.begin(check, listener);
  assert.equal(python.state.name, "starting");
  assert.deepEqual(there(), [workers[2]]);
  const [third, fourth] = [workers[2] as Player, () => workers[3] as Player];
  third.isReady();
  assert.deepEqual(there(), [third, fourth()]);
  third.opens();
  fourth().isReady();
  fourth().opens();
  assert.equal(fourth().row, "test_c");
  fourth().plays();
  third.plays();
  third.plays();

  assert.deepEqual(listener.heard, allRows);
});

test("a second worker that is not ready yet joins a check that is under way, from the last row on", () => {
  const { python, workers, there } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(check, listener);
  const [first, second] = workers as [Player, Player];
  first.opens();
  first.plays();
  assert.equal(second.hasTask, false);

  second.isReady();
  second.opens();

  assert.deepEqual([first.row, second.row], ["test_b", "test_c"]);
  second.plays();
  first.plays();
  assert.deepEqual(listener.heard, allRows);
  assert.deepEqual(there(), [first]);
});

test("a second worker that is ready only after the check takes over, since nothing has run in it", () => {
  const { python, workers, there } = pythonWithWorkers();
  python.begin(check, new FakeListener());
  const [first, second] = workers as [Player, Player];
  first.opens();
  for (const _ of names) first.plays();

  second.isReady();

  assert.equal(second.hasTask, false);
  assert.deepEqual(there(), [second]);
  assert.equal(python.state.name, "ready");
});

test("a second worker that is ready between the last row and the end of the check does not join it", () => {
  const { python, workers, there } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin({ ...check }, listener);
  const [first, second] = workers as [Player, Player];
  first.opens([]);
  assert.equal(first.row, null);

  second.isReady();
  assert.equal(second.hasTask, false);
  first.saysOfJob({ kind: "done" });

  assert.deepEqual(listener.heard, ["collected", "finished", "ended: finished"]);
  assert.deepEqual(there(), [second]);
});

test("a run leaves the second worker unused: it becomes the first, and a fresh one joins it in a check", () => {
  const { python, workers, first, second, there } = pythonWithBoth();

  python.begin(run, new FakeListener());
  assert.equal(first.hasTask, true);
  assert.equal(second.hasTask, false);
  first.saysOfJob({ kind: "done" });
  assert.deepEqual(there(), [second]);
  python.begin(check, new FakeListener());
  workers[2]?.isReady();

  assert.deepEqual(there(), [second, workers[2]]);
  assert.ok(there().every((worker) => worker.hasTask));
});

test("no check plays in a worker in which anything has run", () => {
  const { python, workers } = pythonWithBoth();
  const ran = new Set<FakeWorker>();
  const seen = { check: 0, run: 0, tell: 0 };
  const mixture = [run, check, check, run, run, check, tell, check, run, check, tell, tell, check];
  for (const request of mixture) {
    python.begin(request, new FakeListener());
    for (let round = 0; round < 9 && python.busy; round += 1)
      for (const worker of workers.filter((each) => !each.terminated)) {
        if (worker.kinds.length === 1) worker.isReady();
        const task = worker.received.at(-1);
        if (worker.terminated || !worker.hasTask || !python.busy) continue;
        if (task?.kind === "task") {
          assert.ok(task.task !== "check" || !ran.has(worker));
          ran.add(worker);
          seen[task.task] += 1;
          if (task.inTurns) worker.opens();
          else worker.saysOfJob({ kind: "done" });
        } else if (task?.kind === "play" && worker.row !== null) worker.plays();
      }
    assert.equal(python.busy, false);
    if (seen.check % 3 === 0) quietMoment();
  }
  assert.ok(seen.check > 6 && seen.run === 4 && seen.tell === 3, JSON.stringify(seen));
});

test("Stop ends both, tells what was known, and Python starts again", () => {
  const { python, workers, first, second, listener, there } = pythonInCheck();
  second.plays();

  python.stop();

  assert.deepEqual(listener.heard, ["collected", "test_c", "ended: stopped"]);
  assert.ok(first.terminated && second.terminated);
  assert.deepEqual(there(), [workers[2]]);
  assert.equal(python.state.name, "starting");
  workers[2]?.isReady();
  quietMoment();
  assert.equal(there().length, 2);
});

test("Stop before anything was collected ends both, too", () => {
  const { python, first, second } = pythonWithBoth();
  const listener = new FakeListener();
  python.begin(check, listener);
  second.opens(); // and the first one is in an endless loop of the learner's module

  python.stop();

  assert.ok(first.terminated && second.terminated);
  assert.deepEqual(listener.heard, ["ended: stopped"]);
});

test("Stop while the second worker gets ready takes it as the next one", () => {
  const { python, workers, there } = pythonWithWorkers();
  python.begin(check, new FakeListener());

  python.stop();

  assert.deepEqual(there(), [workers[1]]);
  workers[1]?.isReady();
  assert.equal(python.state.name, "ready");
  assert.equal(workers[1]?.hasTask, false);
});

test("what a worker says that was ended is not heard", () => {
  const { python, first, second, listener } = pythonInCheck();
  second.plays();
  first.plays();
  first.plays();
  const heard = [...listener.heard];

  second.plays();
  second.saysOfJob({ kind: "crashed", detail: "late" });
  second.breaks("late");

  assert.deepEqual(listener.heard, heard);
  assert.equal(python.state.name, "ready");
});

test("without the second worker the first plays the rest alone, and later checks as well", () => {
  const ways: ((second: Player) => void)[] = [
    (second) => second.breaks("out of memory"),
    (second) => second.saysOfJob({ kind: "crashed", detail: "RuntimeError" }),
    (second) => second.saysOfJob({ kind: "unavailable", detail: "no connection" }),
    (second) => second.says({ kind: "failed", detail: "no connection" }),
  ];
  for (const end of ways) {
    const { python, workers, first, second, listener, there } = pythonInCheck();
    second.plays();

    end(second);

    assert.deepEqual(there(), [first]);
    assert.equal(python.state.name, "running");
    first.plays();
    first.plays();
    assert.deepEqual(listener.heard, allRows);
    quietMoment();
    workers.at(-1)?.isReady();
    mock.timers.tick(60_000);
    assert.equal(there().length, 1, "the machine may not have the memory for two");
    python.begin(check, new FakeListener());
    assert.equal(there().length, 1);
  }
});

test("a second worker that breaks before it was ready leaves the check to the first", () => {
  const { python, workers, there } = pythonWithWorkers();
  const listener = new FakeListener();
  python.begin(check, listener);
  const [first, second] = workers as [Player, Player];
  first.opens();

  second.breaks("not found");
  for (const _ of names) first.plays();

  assert.deepEqual(listener.heard, allRows);
  assert.deepEqual(there(), [first]);
});

test("without the first worker the second plays the rest, and takes its place", () => {
  for (const end of [
    (first: Player) => first.breaks("out of memory"),
    (first: Player) => first.saysOfJob({ kind: "crashed", detail: "RuntimeError" }),
  ]) {
    const { python, first, second, listener, there } = pythonInCheck();

    end(first);
    assert.deepEqual(there(), [second]);
    for (const _ of names) second.plays();

    assert.deepEqual(listener.heard, allRows);
    assert.deepEqual(there(), [second]);
    assert.equal(python.begin(run, new FakeListener()), true);
    assert.equal(second.received.at(-1)?.kind, "task");
  }
});

test("a check that no worker survives has crashed, and Python starts again", () => {
  const { python, workers, first, second, listener, there } = pythonInCheck();
  second.plays();
  first.breaks("out of memory");

  second.breaks("out of memory");

  assert.deepEqual(listener.heard, ["collected", "test_c", "ended: crashed"]);
  assert.deepEqual(there(), [workers[2]]);
  assert.equal(python.state.name, "starting");
});

test("a first worker that ends before it has collected anything ends the check", () => {
  const { python, workers, first, there } = pythonWithBoth();
  const listener = new FakeListener();
  python.begin(check, listener);

  first.saysOfJob({ kind: "crashed", detail: "RuntimeError" });

  assert.deepEqual(listener.heard, ["ended: crashed"]);
  assert.deepEqual(there(), [workers[2]]);
});

test("a worker that ends after the last word has left nothing out", () => {
  const { python, first, second, listener, there } = pythonInCheck();
  second.plays();
  first.plays();
  first.emits({
    type: "row",
    name: "test_b",
    title: "b",
    verdict: "holds",
    message: "",
    scope: "",
    line: null,
    history: null,
    seconds: 0,
  });
  first.saysOfJob({ kind: "free" });

  second.breaks("late");
  assert.equal(listener.heard.at(-1), "finished");
  first.breaks("out of memory");

  assert.deepEqual(listener.heard, allRows);
  assert.equal(python.state.name, "starting");
  assert.equal(there().length, 1);
});

test("code that cannot be imported is told by the first worker, which stays", () => {
  const { python, first, second, there } = pythonWithBoth();
  const listener = new FakeListener();
  python.begin(check, listener);
  second.emits({ type: "collected", rows: [], scope: null });
  second.emits({ type: "problem", message: "SyntaxError", text: "", line: 1 });
  second.saysOfJob({ kind: "free" });
  first.emits({ type: "collected", rows: [], scope: null });
  assert.equal(second.row, null);
  second.saysOfJob({ kind: "done" });
  first.emits({ type: "problem", message: "SyntaxError", text: "", line: 1 });

  first.saysOfJob({ kind: "free" });
  first.saysOfJob({ kind: "done" });

  assert.deepEqual(listener.heard, ["collected", "problem", "finished", "ended: finished"]);
  assert.deepEqual(there(), [first]);
  assert.equal(python.state.name, "ready");
});

test("what the second worker prints is not shown: the first one prints it as well", () => {
  const { first, second, listener } = pythonInCheck();

  first.saysOfJob({ kind: "output", parts: [], cut: false });
  second.saysOfJob({ kind: "output", parts: [], cut: false });

  assert.deepEqual(listener.heard, ["collected", "output"]);
});

test("a check whose files the first worker cannot load ends, and the first one stays", async () => {
  const { python, first, second, there } = pythonWithBoth();
  const listener = new FakeListener();
  python.begin(check, listener);
  second.opens();

  first.saysOfJob({ kind: "unavailable", detail: "no connection" });
  await settled();

  assert.deepEqual(listener.heard, ["ended: unavailable"]);
  assert.deepEqual(there(), [first]);
  assert.equal(python.state.name, "ready");
});

test("files that are gone since the course was updated say so, with two workers as well", async () => {
  const { python, first, there } = pythonWithBoth(async () => true);
  python.begin(check, new FakeListener());

  first.saysOfJob({ kind: "unavailable", detail: "not found" });
  await settled();

  assert.equal(python.state.name, "outdated");
  assert.deepEqual(there(), []);
});

test("a worker of another build ends all of them, whichever it is", () => {
  for (const which of ["first", "second"] as const) {
    const made = pythonInCheck();

    made[which].says({ kind: "ready" }, "another build");

    assert.equal(made.python.state.name, "outdated");
    assert.deepEqual(made.there(), []);
    assert.deepEqual(made.listener.heard, ["collected", "ended: failed"]);
  }
});

test("what has nothing to share is given to the first worker as a whole", () => {
  const design: TaskRequest = {
    ...check,
    files: { "design.py": "" },
    main: "design.py",
    design: true,
  };
  const idea: TaskRequest = {
    ...check,
    files: { "idea.py": "", "test_idea.py": "def test_it():\n    pass\n" },
  };
  for (const request of [design, idea, run, tell]) {
    const { python, first, second } = pythonWithBoth();

    python.begin(request, new FakeListener());

    const task = first.received.at(-1);
    assert.ok(task?.kind === "task" && !task.inTurns);
    assert.equal(second.hasTask, false);
  }
});

test("a second worker that ends while nothing runs is missed by nobody", () => {
  const { python, second, first, there } = pythonWithBoth();

  second.breaks("the worker has ended");

  assert.deepEqual(there(), [first]);
  assert.equal(python.state.name, "ready");
});

test("a first worker that ends while nothing runs is replaced by the second", () => {
  const { python, first, second, there } = pythonWithBoth();

  first.breaks("the worker has ended");

  assert.deepEqual(there(), [second]);
  assert.equal(python.state.name, "ready");
});
