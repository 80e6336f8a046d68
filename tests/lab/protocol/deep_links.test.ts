// Links into an editor: what one page writes, another one reads, and anything else is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linkToCode, linkToHistory, readLink } from "../../../code/lab/protocol/deep_links.ts";

const page = "https://course.test/own-design/#saga";
const scope = { messages: ["A", "order_7"], consumers: 3, marks: "!2<", most_faults: 2 };
const script = {
  schedule: "+A .A !A .relay +Charge:A/charge .Charge:A/charge",
  leftovers: "any" as const,
  scenario: "repaired",
  ...scope,
};

function partsOf(link: string): string {
  return link.slice(link.indexOf("#"));
}

test("code with a scope comes back as it was, and without one there is none", () => {
  const code = "eJwrKMrMKwE";
  const link = linkToCode(page, "design_saga_timeout", code, scope);
  assert.deepEqual(readLink(partsOf(link)), {
    exercise: "design_saga_timeout",
    script: null,
    scope,
    compressed: code,
  });
  const plain = readLink(partsOf(linkToCode(page, "design_saga_timeout", code)));
  assert.equal(typeof plain === "object" && plain.scope, null);
});

test("a history of a design comes back with the name of its scenario", () => {
  const read = readLink(partsOf(linkToHistory(page, "design_saga_timeout", script)));
  assert.deepEqual(typeof read === "object" && read.script, script);
});

test("a history from before there were designs has no such name", () => {
  const link = linkToHistory(page, "inbox_runner", { ...script, scenario: "" });
  assert.doesNotMatch(link, /scenario/);
  const read = readLink(partsOf(link));
  assert.equal(typeof read === "object" && read.script?.scenario, "");
});

for (const [what, change] of [
  ["more consumers than there are", { consumers: 9 }],
  ["a mark that is no fault", { marks: "+" }],
  ["a message that is markup", { messages: ["<b>"] }],
  ["more messages than a history has", { messages: [..."ABCDEFGHI"] }],
] as const)
  test(`a scope with ${what} is refused`, () => {
    const changed = { ...scope, ...change, messages: [...(change.messages ?? scope.messages)] };
    assert.equal(
      readLink(partsOf(linkToCode(page, "design_saga", "eJwrKMrM", changed))),
      "unreadable",
    );
  });
