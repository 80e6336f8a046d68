// The table of actions: what it lets into a link, and what the diagram draws.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionKinds, drawingOf, markPattern } from "../../../code/lab/protocol/actions.ts";

test("every mark stands once and is found by its own pattern", () => {
  const marks = actionKinds.map(({ mark }) => mark);
  assert.equal(new Set(marks).size, marks.length);
  const anyMark = new RegExp(`^${markPattern(() => true)}$`);
  for (const mark of marks) assert.match(mark, anyMark);
  for (const none of ["a", "-", "\\", "]", "[", ""]) assert.doesNotMatch(none, anyMark);
});

test("an action is drawn by its mark, and as a step where the page does not know it", () => {
  assert.equal(drawingOf("+A"), "delivery");
  assert.equal(drawingOf("^B2"), "no effect");
  assert.equal(drawingOf("§A"), "step");
});
