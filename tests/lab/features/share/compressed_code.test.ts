// Code in a link: it comes back as it was; what was tampered with, is nonsense or stands for too much does
// not come back at all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import {
  compressCode,
  decompressCode,
  mostCharacters,
  mostCodeBytes,
} from "../../../../code/lab/features/share/compressed_code.ts";

const solution = readFileSync("code/exercises/claims_runner/solution.py", "utf8");
const wordOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

for (const [what, code] of [
  ["a solution", solution],
  ["nothing", ""],
  ["letters of all kinds", "x = 'é — 🐒 </script><img src=x onerror=alert(1)>'\n"],
] as const) {
  test(`${what} comes back as it was`, async () => {
    const word = await compressCode(code);

    assert.match(word ?? "", /^[A-Za-z0-9_-]+$/);
    assert.equal(await decompressCode(word ?? ""), code);
  });
}

test("a changed letter never brings other code", async () => {
  const word = (await compressCode(solution)) ?? "";
  const come = await Promise.all(
    [...word].map((letter, index) => {
      const other = letter === "A" ? "B" : "A";
      return decompressCode(word.slice(0, index) + other + word.slice(index + 1));
    }),
  );

  // A few bits only say how hard the packer tried.
  assert.ok(come.filter((code) => code === null).length > come.length - 5);
  assert.deepEqual(
    [...new Set(come)].filter((code) => code !== null && code !== solution),
    [],
  );
});

for (const [what, word] of [
  ["nothing", ""],
  ["markup", "<img src=x onerror=alert(1)>"],
  ["nonsense in the right letters", "abcdefghijklmnop"],
  ["half of it", wordOf(deflateSync(solution)).slice(0, 200)],
  ["no text", wordOf(deflateSync(Buffer.from([0xff, 0xfe, 0xfd])))],
  ["a text that would be too long", wordOf(deflateSync("x".repeat(mostCodeBytes + 1)))],
  ["a word that is too long", "A".repeat(mostCharacters + 1)],
] as const) {
  test(`${what} is refused`, async () => {
    assert.equal(await decompressCode(word), null);
  });
}

test("code that no link can hold is not packed", async () => {
  const random = Array.from({ length: 8_000 }, (_, n) => Math.imul(n + 1, 2654435761) >>> 0);

  assert.equal(await compressCode(random.join("\n")), null);
  assert.equal(await compressCode("x".repeat(mostCodeBytes + 1)), null);
});
