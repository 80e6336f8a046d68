// A run on PostgreSQL has a worker of its own: it ends with the run, and what was loaded is kept for the next.

import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  DatabaseEvent,
  FromDatabase,
  KeptDatabase,
  ToDatabase,
} from "../../../code/lab/protocol/on_postgresql.ts";
import { DatabaseClient, type DatabaseListener } from "../../../code/lab/python/database/client.ts";
import { FakeWorker } from "../fakes.ts";

const task = { files: { "runner.py": "" }, main: "runner.py", script: null };
const kept = { data: new ArrayBuffer(1) } as unknown as KeptDatabase;
const finished: DatabaseEvent = { type: "finished", verdict: "pass", seconds: 0 };

class FakeListener implements DatabaseListener {
  readonly heard: string[] = [];
  loading(bytes: number | null): void {
    this.heard.push(`loading ${bytes}`);
  }
  playing(): void {
    this.heard.push("playing");
  }
  event(event: DatabaseEvent): void {
    this.heard.push(event.type);
  }
  ended(how: string, detail: string): void {
    this.heard.push(`${how} ${detail}`.trim());
  }
}

function clientWithWorkers(wasUpdated = false) {
  const workers: FakeWorker<ToDatabase, FromDatabase>[] = [];
  const create = (): FakeWorker<ToDatabase, FromDatabase> => {
    workers.push(new FakeWorker<ToDatabase, FromDatabase>());
    return worker();
  };
  const worker = () => workers.at(-1) as FakeWorker<ToDatabase, FromDatabase>;
  const client = new DatabaseClient("this build", create, async () => wasUpdated);
  return { client, workers, worker };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a run is told of each part that has come, begins once all is there, and ends its worker", () => {
  const { client, worker } = clientWithWorkers();
  const listener = new FakeListener();

  client.play(task, null, listener);
  worker().says({ kind: "loaded", bytes: 10 });
  worker().says({ kind: "loaded", bytes: 5 });
  assert.deepEqual(worker().kinds, ["start"]);
  worker().says({ kind: "ready" });
  worker().says({ kind: "event", event: finished });
  worker().says({ kind: "done" });

  const loading = ["loading 0", "loading 10", "loading 15"];
  assert.deepEqual(listener.heard, [...loading, "playing", "finished", "finished"]);
  assert.deepEqual(worker().kinds, ["start", "play"]);
  assert.ok(worker().terminated);
});

test("each run has another worker, and the second gets what the first has loaded", () => {
  const { client, workers, worker } = clientWithWorkers();
  client.play(task, null, new FakeListener());
  worker().says({ kind: "kept", database: kept });
  worker().says({ kind: "ready" });
  worker().says({ kind: "done" });
  const listener = new FakeListener();

  client.play(task, null, listener);

  assert.equal(workers.length, 2);
  assert.deepEqual(listener.heard, ["loading null"]);
  const [start] = worker().received;
  assert.ok(start?.kind === "start" && start.kept === kept);
});

test("Stop ends the worker at once, and nothing is heard of it any more", () => {
  const { client, worker } = clientWithWorkers();
  const listener = new FakeListener();
  client.play(task, null, listener);
  worker().says({ kind: "ready" });

  client.stop();
  worker().says({ kind: "event", event: finished });

  assert.deepEqual(listener.heard, ["loading 0", "playing", "stopped"]);
  assert.ok(worker().terminated);
});

test("another run stops the one that is under way", () => {
  const { client, workers } = clientWithWorkers();
  const first = new FakeListener();
  client.play(task, null, first);

  client.play(task, null, new FakeListener());

  assert.equal(first.heard.at(-1), "stopped");
  assert.deepEqual(
    workers.map(({ terminated }) => terminated),
    [true, false],
  );
});

test("a worker that breaks before the program begins was not loaded, after that it crashed", async () => {
  const { client, worker } = clientWithWorkers();
  const early = new FakeListener();
  client.play(task, null, early);
  worker().breaks("no script");
  await settled();
  const late = new FakeListener();
  client.play(task, null, late);
  worker().says({ kind: "ready" });
  worker().breaks("out of memory");

  assert.equal(early.heard.at(-1), "failed no script");
  assert.equal(late.heard.at(-1), "crashed out of memory");
});

test("what cannot be loaded because the site was updated, or comes from a newer one, is outdated", async () => {
  const { client, worker } = clientWithWorkers(true);
  const missing = new FakeListener();
  client.play(task, null, missing);
  worker().says({ kind: "failed", detail: "404" });
  await settled();
  const newer = new FakeListener();
  client.play(task, null, newer);
  worker().says({ kind: "ready" }, "another build");

  assert.equal(missing.heard.at(-1), "outdated 404");
  assert.equal(newer.heard.at(-1), "outdated");
});
