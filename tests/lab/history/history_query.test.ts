// Asking Python to tell a history: what comes back, and the sentence where nothing does.

import assert from "node:assert/strict";
import { test } from "node:test";
import { queryHistory } from "../../../code/lab/history/history_query.ts";
import { PythonClient } from "../../../code/lab/python/client.ts";
import { histories, output } from "../../../code/lab/shared/texts.ts";
import { FakeWorker } from "../fakes.ts";
import { script } from "./traces.ts";

function asked() {
  const workers: FakeWorker[] = [];
  const python = new PythonClient("this build", () => {
    workers.push(new FakeWorker());
    return workers.at(-1) as FakeWorker;
  });
  const ends: string[] = [];
  const ask = () => {
    const request = { files: { "handler.py": "" }, main: "handler.py" };
    return queryHistory(python, request, { ask: "history", script }, () => ends.push("ended"));
  };
  const answer = ask();
  const worker = workers[0] as FakeWorker;
  worker.says({ kind: "ready" });
  return { python, worker, answer, ends, ask };
}

test("what is wanted goes to Python as JSON, and what it tells comes back", async () => {
  const { worker, answer, ends } = asked();
  const task = worker.received.find((message) => message.kind === "task");
  assert.deepEqual(task?.kind === "task" && JSON.parse(task.wanted), { ask: "history", script });

  worker.says({ kind: "event", job: 1, event: { type: "told", told: { moments: [] } } });
  worker.says({ kind: "done", job: 1 });

  assert.deepEqual(await answer, { told: { moments: [] } });
  assert.deepEqual(ends, ["ended"]);
});

test("a history that cannot be played says why", async () => {
  const { worker, answer } = asked();

  worker.says({ kind: "event", job: 1, event: { type: "untold", message: "Step 9 is gone." } });
  worker.says({ kind: "done", job: 1 });

  assert.deepEqual(await answer, { refused: "Step 9 is gone." });
});

test("whoever stops the telling is told so, and Python starts anew", async () => {
  const { python, worker, answer, ends } = asked();

  python.stop();

  assert.deepEqual(await answer, { refused: output.endings.stopped });
  assert.equal(worker.terminated, true);
  assert.deepEqual(ends, ["ended"]);
});

test("while Python does something else, nothing is asked of it", async () => {
  const { python, ask } = asked();

  assert.deepEqual(await ask(), { refused: histories.busy });
  python.stop();
});
