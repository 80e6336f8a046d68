// An exercise is done once all its checks have held, also while the reader tries something else in it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOf } from "../../../../code/lab/features/progress/progress.ts";
import { progressWords } from "../../../../code/lab/features/progress/texts.ts";
import { keepResult } from "../../../../code/lab/storage/check_results.ts";
import { keepExercise } from "../../../../code/lab/storage/exercise_of_page.ts";
import { markRead } from "../../../../code/lab/storage/read_pages.ts";
import { WorkStorage } from "../../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../../fakes.ts";

const path = "events/handler/";
const exercise = { name: "handler_exercise", starter_hash: "1" };

function opened(): FakeStorage {
  const storage = new FakeStorage();
  keepExercise(storage, path, exercise);
  return storage;
}

function write(storage: FakeStorage, text: string): void {
  new WorkStorage(storage, exercise.name, "1", "starter").save({ text, at: 5 });
}

function check(storage: FakeStorage, code: string, holding: number, starter_hash = "1"): void {
  const verdict = holding === 3 ? "holds" : "lost";
  keepResult(storage, exercise.name, { starter_hash, code, holding, all: 3, verdict, at: 6 });
}

test("a page that was never opened is not begun", () => {
  assert.deepEqual(progressOf(new FakeStorage(), path), { state: "none" });
});

test("an exercise with work in it is begun", () => {
  const storage = opened();
  write(storage, "mine");

  assert.deepEqual(progressOf(storage, path), { state: "begun" });
});

test("an exercise is done when all its checks hold for the code as it is", () => {
  const storage = opened();
  write(storage, "mine");
  check(storage, "mine", 3);

  assert.deepEqual(progressOf(storage, path), { state: "done", how: "checked", all: 3 });
});

test("an experiment after that does not take the tick away, and the words say that it was changed", () => {
  const storage = opened();
  const since = { state: "done", how: "changed since", all: 3 } as const;
  check(storage, "mine", 3);
  write(storage, "mine, broken");
  assert.deepEqual(progressOf(storage, path), since);
  check(storage, "mine, broken", 2);
  check(storage, "mine, broken again", 1);

  assert.deepEqual(progressOf(storage, path), since);
  assert.equal(progressWords.sentence(since), "all 3 checks held; changed since");
});

test("what was saved before that was kept counts as well", () => {
  const storage = opened();
  const json = JSON.stringify({
    ...{ starter_hash: "1", code: "mine", holding: 3, all: 3, verdict: "holds", at: 6 },
  });
  storage.setItem("consistent-messaging/checked/handler_exercise", json);
  write(storage, "mine, broken");
  check(storage, "mine, broken", 2);

  assert.equal(progressOf(storage, path).state, "done");
});

test("an exercise says how many checks hold", () => {
  const storage = opened();
  write(storage, "mine");
  check(storage, "mine", 2);

  assert.deepEqual(progressOf(storage, path), { state: "begun", holding: 2, all: 3 });
});

test("checks of another starter do not count as done", () => {
  const storage = opened();
  write(storage, "mine");
  check(storage, "mine", 3, "0");

  assert.deepEqual(progressOf(storage, path), { state: "begun" });
});

test("a lecture is done when it was read", () => {
  const storage = new FakeStorage();
  markRead(storage, "events/recap/");

  assert.deepEqual(progressOf(storage, "events/recap/"), { state: "done", how: "read" });
});
