// Rows of a table before and after a step: which are marked, and where they stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { changedRows } from "../../../../code/lab/features/on_postgresql/tables.ts";

const lines = (before: string[][], after: string[][]): string[] =>
  changedRows(before, after).map(({ sign, cells }) => `${sign}${cells.join(" ")}`);

test("a row that is new has a plus, one that is gone a minus, and the others no sign", () => {
  assert.deepEqual(lines([["a"], ["b"]], [["a"], ["c"]]), ["a", "−b", "+c"]);
});

test("a row that has changed stands as it was and then as it is", () => {
  const before = [
    ["order-7", "old"],
    ["order-8", "same"],
  ];
  const after = [
    ["order-7", "new"],
    ["order-8", "same"],
  ];
  assert.deepEqual(lines(before, after), ["−order-7 old", "+order-7 new", "order-8 same"]);
});

test("all rows that are gone are shown, also the last ones and those of a table that is empty now", () => {
  assert.deepEqual(lines([["a"], ["b"], ["c"]], [["b"]]), ["−a", "b", "−c"]);
  assert.deepEqual(lines([["a"], ["b"]], []), ["−a", "−b"]);
});

test("a table without a change has no sign", () => {
  assert.deepEqual(lines([["a"], ["b"]], [["a"], ["b"]]), ["a", "b"]);
});
