// A query for a history: what Python answers, and the sentence where there is no answer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { queryHistory } from "../../../code/lab/history/history_query.ts";
import { loaderWords } from "../../../code/lab/history/loader_texts.ts";
import { number, object } from "../../../code/lab/protocol/reader.ts";
import { PythonClient } from "../../../code/lab/python/client.ts";
import { endings } from "../../../code/lab/python/texts.ts";
import { FakeWorker } from "../fakes.ts";
import { script } from "./traces.ts";

const read = object<{ steps: number }>({ steps: number });

function asked() {
  const workers: FakeWorker[] = [];
  const python = new PythonClient("this build", () => {
    workers.push(new FakeWorker());
    return workers.at(-1) as FakeWorker;
  });
  const ends: string[] = [];
  const ask = () => {
    const request = { files: { "handler.py": "" }, main: "handler.py" };
    const ended = () => ends.push("ended");
    return queryHistory(python, request, { ask: "history", script }, read, ended);
  };
  const answer = ask();
  const worker = workers[0] as FakeWorker;
  worker.says({ kind: "ready" });
  return { python, worker, answer, ends, ask };
}

test("a query goes to Python as JSON, and its answer comes back", async () => {
  const { worker, answer, ends } = asked();
  const task = worker.received.find((message) => message.kind === "task");
  assert.deepEqual(task?.kind === "task" && JSON.parse(task.wanted), { ask: "history", script });

  worker.says({ kind: "event", job: 1, event: { type: "told", told: { steps: 3 } } });
  worker.says({ kind: "done", job: 1 });

  assert.deepEqual(await answer, { answer: { steps: 3 } });
  assert.deepEqual(ends, ["ended"]);
});

test("an answer that is not what it should be is refused, and the field is named", async () => {
  const { worker, answer } = asked();

  worker.says({ kind: "event", job: 1, event: { type: "told", told: { steps: "3" } } });
  worker.says({ kind: "done", job: 1 });

  assert.deepEqual(await answer, { refused: "history.steps is not a number: reload the page." });
});

test("a history that cannot be played says why", async () => {
  const { worker, answer } = asked();

  worker.says({ kind: "event", job: 1, event: { type: "untold", message: "Step 9 is gone." } });
  worker.says({ kind: "done", job: 1 });

  assert.deepEqual(await answer, { refused: "Step 9 is gone." });
});

test("a reader who presses Stop is told so, and Python starts again", async () => {
  const { python, worker, answer, ends } = asked();

  python.stop();

  assert.deepEqual(await answer, { refused: endings.stopped });
  assert.equal(worker.terminated, true);
  assert.deepEqual(ends, ["ended"]);
});

test("while Python does something else, nothing is asked of it", async () => {
  const { python, ask } = asked();

  assert.deepEqual(await ask(), { refused: loaderWords.busy });
  python.stop();
});
