// How much help was opened is kept, and what counts as a try of one's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasTried } from "../../../code/lab/exercise/attempts.ts";
import {
  allOpenedHints,
  keepOpenedHints,
  openedHints,
} from "../../../code/lab/storage/opened_hints.ts";
import { FakeStorage } from "../fakes.ts";

const starter = "def handle(message):\n    return message\n";
const checked = (text: string) => [{ text, at: 1, why: "checked" as const }];

test("what was opened stays so, and only grows", () => {
  const storage = new FakeStorage();
  keepOpenedHints(storage, "one", { hints: 2, solution: false });
  keepOpenedHints(storage, "one", { hints: 1, solution: true });

  assert.deepEqual(openedHints(storage, "one"), { hints: 2, solution: true });
  assert.deepEqual(openedHints(storage, "two"), { hints: 0, solution: false });
  assert.deepEqual(allOpenedHints(storage), [{ name: "one", hints: 2, solution: true }]);
});

test("what cannot be read counts as not opened", () => {
  const storage = new FakeStorage();
  for (const kept of ["{", "null", '"text"', '{"hints":"many","solution":1}']) {
    storage.setItem("consistent-messaging/help/one", kept);

    assert.deepEqual(openedHints(storage, "one"), { hints: 0, solution: false });
  }
});

test("a check of changed code is a try, whatever came of it", () => {
  assert.equal(hasTried(checked(starter.replace("return", "yield")), starter), true);
});

test("a check of the starter, of its spaces or of comments is none", () => {
  assert.equal(hasTried([], starter), false);
  assert.equal(hasTried(checked(`\n\n${starter}  # done?\n# yes\n`), starter), false);
});

test("changed code that was never checked is none", () => {
  assert.equal(hasTried([{ text: "x = 1", at: 1, why: "typed" }], starter), false);
});
