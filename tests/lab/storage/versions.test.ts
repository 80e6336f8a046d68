// What can be brought back stays bounded, and what was checked or put aside is never dropped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type EarlierVersion, withVersions } from "../../../code/lab/storage/versions.ts";

const minute = 60_000;

function afterTyping(count: number, every: number): EarlierVersion[] {
  let kept: EarlierVersion[] = [];
  for (let index = 0; index < count; index++)
    kept = withVersions(kept, [{ text: `text ${index}`, at: index * every, why: "typed" }]);
  return kept;
}

test("a day of typing leaves few versions, the latest of them closely", () => {
  const kept = afterTyping(700, 2 * minute);

  assert.ok(kept.length <= 30, String(kept.length));
  assert.deepEqual(
    kept.slice(0, 3).map(({ text }) => text),
    ["text 699", "text 698", "text 697"],
  );
});

test("what was checked or put aside outlives any amount of typing", () => {
  let kept = withVersions([], [{ text: "checked", at: 1, why: "checked" }]);
  kept = withVersions(kept, [{ text: "reset", at: 2, why: "reset" }]);
  for (const version of afterTyping(500, minute).reverse()) kept = withVersions(kept, [version]);

  const texts = kept.map(({ text }) => text);

  assert.ok(texts.includes("checked") && texts.includes("reset"));
});

test("a text that was checked stays so when it is typed again", () => {
  const kept = withVersions(
    [{ text: "mine", at: 1, why: "checked" }],
    [
      {
        text: "mine",
        at: 9,
        why: "typed",
      },
    ],
  );

  assert.deepEqual(kept, [{ text: "mine", at: 9, why: "checked" }]);
});
