// All work as one file: what goes out comes in elsewhere, by time and without losing either side; and a
// file that does not fit is refused with the name of the field.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exportBackup,
  importBackup,
} from "../../../../code/lab/features/backup/backup_import_export.ts";
import {
  InvalidBackupError,
  parseBackup,
} from "../../../../code/lab/features/backup/backup_schema.ts";
import { keepResult, lastResult } from "../../../../code/lab/storage/check_results.ts";
import { gatherNotes, savePlace, workOfNote } from "../../../../code/lab/storage/notes.ts";
import { keepOpenedHints, openedHints } from "../../../../code/lab/storage/opened_hints.ts";
import { markRead } from "../../../../code/lab/storage/read_pages.ts";
import { WorkStorage } from "../../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../../fakes.ts";

const hash = "0123456789abcdef";
const workIn = (storage: FakeStorage) => new WorkStorage(storage, "handler_exercise", hash, "");

function worked(text: string, at: number): FakeStorage {
  const storage = new FakeStorage();
  const work = workIn(storage);
  work.save({ text, at });
  work.putAside({ text: `before ${text}`, at: at - 1, why: "reset" });
  workOfNote(storage, "idea").save({ text: `note ${text}`, at });
  savePlace(storage, "idea", { path: "a/b/", title: "B", heading: "", index: 0 });
  const result = { starter_hash: hash, code: text, holding: 1, all: 2, verdict: "lost" as const };
  keepResult(storage, "handler_exercise", { ...result, at });
  markRead(storage, "a/b/");
  keepOpenedHints(storage, "handler_exercise", { hints: 2, solution: true });
  return storage;
}

const fileOf = (storage: FakeStorage) => JSON.stringify(exportBackup(storage));

test("all of it comes in again in an empty browser", () => {
  const here = worked("mine", 50);
  const there = new FakeStorage();

  importBackup(there, parseBackup(fileOf(here)));

  assert.equal(fileOf(there), fileOf(here));
  assert.equal(gatherNotes(there, [])[0]?.text, "note mine");
  assert.deepEqual(openedHints(there, "handler_exercise"), { hints: 2, solution: true });
});

test("a file from before hints were kept comes in as well", () => {
  const { help: _, ...before } = JSON.parse(fileOf(worked("mine", 50)));
  const there = new FakeStorage();

  importBackup(there, parseBackup(JSON.stringify(before)));

  assert.equal(workIn(there).read()?.text, "mine");
});

for (const [here, there, shown] of [
  [50, 60, "theirs"],
  [60, 50, "mine"],
] as const)
  test(`on a conflict the newer one is shown and both are kept (${here}, ${there})`, () => {
    const storage = worked("mine", here);

    importBackup(storage, parseBackup(fileOf(worked("theirs", there))));

    const work = workIn(storage);
    const texts = [work.read()?.text, ...work.earlier().map(({ text }) => text)];
    assert.equal(texts[0], shown);
    for (const text of ["mine", "theirs", "before mine", "before theirs"])
      assert.ok(texts.includes(text), text);
  });

test("to bring the same file in twice changes nothing more", () => {
  const storage = worked("mine", 60);
  const file = fileOf(worked("theirs", 50));
  importBackup(storage, parseBackup(file));
  const once = fileOf(storage);

  importBackup(storage, parseBackup(file));

  assert.equal(fileOf(storage), once);
});

const refused: [string, (file: Record<string, never>) => void, RegExp][] = [
  ["another format", (file) => Object.assign(file, { format: "x" }), /: format /],
  ["another version", (file) => Object.assign(file, { version: 2 }), /: version /],
  ["no list", (file) => Object.assign(file, { work: {} }), /: work is not a list/],
  ["no entry", (file) => Object.assign(file, { work: [null] }), /: work\[0\] /],
  [
    "a bad name",
    (file) => Object.assign(file.work?.[0] ?? {}, { name: "../x" }),
    /work\[0\]\.name/,
  ],
  ["a bad time", (file) => Object.assign(file.work?.[0] ?? {}, { at: "1" }), /work\[0\]\.at/],
  [
    "a bad text",
    (file) => Object.assign(file.earlier?.[0] ?? {}, { text: 1 }),
    /earlier\[0\]\.text/,
  ],
  ["a bad reason", (file) => Object.assign(file.earlier?.[0] ?? {}, { why: "toString" }), /\.why/],
  ["a bad path", (file) => Object.assign(file.places?.[0] ?? {}, { path: "//x" }), /\.path/],
  [
    "a bad verdict",
    (file) => Object.assign(file.checked?.[0] ?? {}, { verdict: "?" }),
    /\.verdict/,
  ],
];
for (const [what, spoil, message] of refused)
  test(`a file with ${what} is refused, and the field is named`, () => {
    const file = JSON.parse(fileOf(worked("mine", 50)));
    spoil(file);

    assert.throws(
      () => parseBackup(JSON.stringify(file)),
      (error: Error) => error instanceof InvalidBackupError && message.test(error.message),
    );
  });

test("what is no JSON is refused", () => {
  assert.throws(() => parseBackup("{"), InvalidBackupError);
});

test("that all checks have held once comes in too, from whichever side, and from older files", () => {
  const broken = worked("mine", 90);
  const passed = worked("mine", 50);
  const result = {
    starter_hash: hash,
    code: "mine",
    holding: 2,
    all: 2,
    verdict: "holds" as const,
  };
  keepResult(passed, "handler_exercise", { ...result, at: 60 });
  const { checked } = JSON.parse(fileOf(passed));
  delete checked[0].passed;

  importBackup(broken, parseBackup(JSON.stringify({ ...JSON.parse(fileOf(passed)), checked })));

  const here = lastResult(broken, "handler_exercise");
  assert.deepEqual([here?.at, here?.holding, here?.passed], [90, 1, 2]);
});

/** A storage with room for so many characters. */
class SmallStorage extends FakeStorage {
  constructor(private readonly room: number) {
    super();
  }
  override setItem(key: string, value: string): void {
    this.full = this.used - (this.getItem(key)?.length ?? 0) + value.length > this.room;
    super.setItem(key, value);
  }
  get used(): number {
    return allOf(this).reduce((sum, [, value]) => sum + value.length, 0);
  }
}

function allOf(storage: FakeStorage): [string, string][] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.sort().map((key) => [key, storage.getItem(key) ?? ""]);
}

test("a file for which there is no room leaves everything as it was", () => {
  const here = new SmallStorage(3_000);
  workIn(here).save({ text: "mine", at: 100 });
  const before = allOf(here);
  const large = worked("from afar", 200);
  for (let at = 0; at < 10; at += 1)
    workIn(large).putAside({ text: `${at} ${"long ".repeat(100)}`, at, why: "checked" });

  assert.throws(() => importBackup(here, parseBackup(fileOf(large))));

  assert.deepEqual(allOf(here), before);
});

test("twice as many versions take about twice the time, and not four times", () => {
  const imported = (count: number): number => {
    const versions = Array.from({ length: count }, (_, at) => ({
      ...{ name: `exercise_${at % 50}`, text: `text ${at}`, at, why: "checked" as const },
    }));
    const none = { work: [], checked: [], places: [], read: [], help: [], damaged: [] };
    const file = { format: "consistent-messaging", version: 1, ...none, earlier: versions };
    const began = performance.now();
    importBackup(new FakeStorage(), parseBackup(JSON.stringify(file)));
    return performance.now() - began;
  };
  imported(2_000);

  const ratio = imported(20_000) / imported(5_000);

  assert.ok(ratio < 10, `four times as many took ${ratio.toFixed(1)} times as long`);
});
