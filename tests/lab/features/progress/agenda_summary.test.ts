// The front page leads on from where the reader is, and adds up what is left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Item, summarize } from "../../../../code/lab/features/progress/agenda_summary.ts";
import type { Progress } from "../../../../code/lab/features/progress/progress.ts";
import { progressWords } from "../../../../code/lab/features/progress/texts.ts";

const none: Progress = { state: "none" };
const begun: Progress = { state: "begun" };
const done: Progress = { state: "done", how: "read" };

function agenda(...progress: Progress[]): Item[] {
  return progress.map((each, index) => ({
    number: index + 1,
    minutes: 40,
    address: `https://example.org/${index + 1}`,
    progress: each,
  }));
}

test("the way goes on with the item after the last one that was done", () => {
  const { done: count, minutes, minutesLeft, next } = summarize(agenda(done, done, none));

  assert.deepEqual([count, minutes, minutesLeft, next?.number], [2, 120, 40, 3]);
});

test("the way goes on with an item that was begun", () => {
  assert.equal(summarize(agenda(done, begun, none)).next?.number, 2);
});

test("who has left something out goes on behind it, and comes back to it in the end", () => {
  assert.equal(summarize(agenda(none, done, none)).next?.number, 3);
  assert.equal(summarize(agenda(none, done, done)).next?.number, 1);
});

test("who has done everything goes on nowhere", () => {
  assert.equal(summarize(agenda(done, done)).next, null);
});

test("what is left is said in hours and minutes", () => {
  assert.equal(progressWords.soFar(4, 21, 340, 280), "4 of 21 done; 5 h 40 in all, 4 h 40 to go");
  assert.equal(progressWords.soFar(21, 21, 340, 0), "21 of 21 done; 5 h 40 in all, nothing to go");
  assert.equal(progressWords.soFar(20, 21, 340, 15), "20 of 21 done; 5 h 40 in all, 15 min to go");
});
