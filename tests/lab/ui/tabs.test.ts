// The keys of the row of files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { tabAfterKey } from "../../../code/lab/ui/tabs.ts";

test("arrow keys go round", () => {
  assert.equal(tabAfterKey("ArrowRight", 0, 3), 1);
  assert.equal(tabAfterKey("ArrowRight", 2, 3), 0);
  assert.equal(tabAfterKey("ArrowLeft", 0, 3), 2);
});

test("Home and End go to the first and the last file", () => {
  assert.equal(tabAfterKey("Home", 1, 3), 0);
  assert.equal(tabAfterKey("End", 1, 3), 2);
});

test("any other key is not the tabs' business", () => {
  assert.equal(tabAfterKey("Tab", 1, 3), null);
});
