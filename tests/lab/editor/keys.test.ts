// The keys of the editor: none that somebody needs to type a character, and each way out is listed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultKeymap } from "@codemirror/commands";
import { usualKeys } from "../../../code/lab/editor/usual_keys.ts";

// The names of the keys depend on the machine, which Node does not tell in every version.
Object.defineProperty(globalThis, "navigator", {
  value: { userAgent: "X11; Linux" },
  configurable: true,
});
const { shortcutGroups } = await import("../../../code/lab/ui/shortcuts_texts.ts");
const keysOf = (bindings: readonly { key?: string }[]) => bindings.map(({ key }) => key);

test("a Danish keyboard can type a backslash, and only that key is taken out", () => {
  assert.ok(keysOf(defaultKeymap).includes("Mod-Alt-\\"));
  assert.ok(!keysOf(usualKeys).includes("Mod-Alt-\\"));
  assert.equal(usualKeys.length, defaultKeymap.length - 1);
});

test("the key that lets Tab leave the editor is listed, and the editor has it", () => {
  const lines = shortcutGroups.flatMap((group) => group.lines);
  const listed = lines.find(({ does }) => does === "let Tab leave the editor, or indent again");

  assert.deepEqual(listed?.keys, [["Ctrl", "M"]]);
  assert.ok(usualKeys.some(({ key, mac }) => key === "Ctrl-m" && mac === "Shift-Alt-m"));
});
