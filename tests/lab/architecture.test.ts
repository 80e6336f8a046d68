// What a reader of the front end relies on: imports between rooms go one way, every exported name says what
// it is for, and the keys of the browser's storage are in one list.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { themeKeys } from "../../code/lab/storage/key_value.ts";

/** The rooms of code/lab: each may import from itself and from those after it. */
const rooms = [
  "entries",
  "exercise",
  "history",
  "features/download",
  "features/backup",
  "features/on_postgresql",
  "features/notes",
  "features/progress",
  "features/designs",
  "features/offline",
  "features/share",
  "features/single_keys",
  "features/early_clicks",
  "features/scrolling_code",
  "saved_work",
  "editor",
  "python",
  "storage",
  "ui",
  "shared",
  "protocol",
];

const lab = fileURLToPath(new URL("../../code/lab/", import.meta.url));
const paths = readdirSync(lab, { recursive: true, encoding: "utf8" });
const files = new Map(
  paths
    .filter((path) => /\.(ts|css)$/.test(path))
    .map((path) => [path, readFileSync(join(lab, path), "utf8")]),
);
const sources = new Map([...files].filter(([path]) => path.endsWith(".ts")));

function roomOf(path: string): number {
  return rooms.findIndex((room) => path.startsWith(`${room}/`));
}

function importsOf(path: string): string[] {
  const found = (sources.get(path) ?? "").matchAll(/(?:from |import |import\()"(\.[^"]+)"/g);
  return [...found].map(([, target = ""]) => join(dirname(path), target));
}

test("every file is in a room, and every room has files", () => {
  const modules = [...sources.keys()];
  assert.deepEqual(
    modules.filter((path) => roomOf(path) === -1),
    [],
  );
  assert.deepEqual(
    rooms.filter((room) => !modules.some((path) => path.startsWith(`${room}/`))),
    [],
  );
});

test("a room imports nothing from the rooms above it", () => {
  const upwards = [...sources.keys()].flatMap((path) =>
    importsOf(path)
      .filter((target) => roomOf(target) < roomOf(path))
      .map((target) => `${path} imports ${target}`),
  );
  assert.deepEqual(upwards, []);
});

// Circles between files of one room are found by Biome's noImportCycles.
test("imports are found, so that the test above has something to look at", () => {
  assert.ok(importsOf("entries/site.ts").includes("entries/mount_exercises.ts"));
  assert.ok([...sources.keys()].flatMap(importsOf).length > 300);
});

test("every exported class, function and type has a sentence that says what it is for", () => {
  const silent = [...sources].flatMap(([path, source]) => {
    const lines = source.split("\n");
    return lines.flatMap((line, at) => {
      const [, name] =
        /^export (?:async )?(?:class|function|interface|type) (\w+)/.exec(line) ?? [];
      const isSaid = /^(?:\/\*\* [A-Z].*\. | )\*\/$/.test(lines[at - 1] ?? "");
      return name === undefined || isSaid ? [] : [`${path}: ${name}`];
    });
  });
  assert.deepEqual(silent, []);
});

test("every file begins with what it is for", () => {
  const silent = [...files].filter(([, source]) => !/^(\/\/|\/\*) /.test(source));
  assert.deepEqual(
    silent.map(([path]) => path),
    [],
  );
});

test("the keys of the browser's storage are spelled in one file", () => {
  const spelling = [...sources].filter(([, source]) =>
    /localStorage|sessionStorage|"consistent-messaging\/|`consistent-messaging\//.test(source),
  );
  assert.deepEqual(
    spelling.map(([path]) => path),
    ["storage/key_value.ts"],
  );
});

test("the scripts of the theme use the keys that the list has for them", () => {
  const theme = join(lab, "../theme/javascripts");
  const scripts = readdirSync(theme).map((name) => readFileSync(join(theme, name), "utf8"));
  const used = scripts.flatMap((source) =>
    [...source.matchAll(/(?:__md_[gs]et|[gs]etItem|removeItem)\("([^"]+)"/g)].map(([, key]) => key),
  );
  assert.deepEqual([...new Set(used)].sort(), themeKeys);
});
