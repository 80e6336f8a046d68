import assert from "node:assert/strict";
import { test } from "node:test";
import { repairPasted } from "../../../code/lab/editor/pasted_text.ts";

const pasted: Record<string, [string, string]> = {
  "spaces that do not break": ["if\u00a0x:\n\u00a0\u00a0pass", "if x:\n  pass"],
  "tabs in the margin": ["if x:\n\tif y:\n\t\tpass", "if x:\n    if y:\n        pass"],
  "what has no width": ["\ufeffx\u200b = 1", "x = 1"],
  "typographic quotes alone": ["print(\u201cit\u201d, \u2018is\u2019)", "print(\"it\", 'is')"],
};

for (const [what, [before, after]] of Object.entries(pasted))
  test(`${what}: plain ones in their place`, () => assert.equal(repairPasted(before), after));

for (const kept of ["x = 'it\u2019s'", 'say("\u201cyes\u201d")', "a\t= 1  # as it is", "x = 1\n"])
  test(`${JSON.stringify(kept)} stays as it is`, () => assert.equal(repairPasted(kept), kept));
