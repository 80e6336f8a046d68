// An exercise is done while the code that is there is the code whose checks all held, and not longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keepExercise, progressOf } from "../../../../code/lab/features/progress/progress.ts";
import { keepResult } from "../../../../code/lab/storage/check_results.ts";
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

test("a changed file is begun until it is checked again", () => {
  const storage = opened();
  check(storage, "mine", 3);
  write(storage, "mine, changed");

  assert.deepEqual(progressOf(storage, path), { state: "begun" });
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
