// The archive that a reader downloads, unpacked and run with pytest in a Python that knows nothing of
// this project: it finds each exercise's own files, and says what is right and what is not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import {
  type CourseFiles,
  makeArchive,
} from "../../../../code/lab/features/download/zip_archive.ts";

const run = promisify(execFile);
const root = new URL("../../../../", import.meta.url).pathname;
const project = join(root, ".venv/bin/python");

let place: string;
let python: string;
let packages: string;
let course: CourseFiles;
before(async () => {
  place = await mkdtemp(join(tmpdir(), "taken-home-"));
  await run(project, ["-m", "venv", "--without-pip", join(place, "venv")]);
  python = join(place, "venv/bin/python");
  // The project's pytest by its folder, where no .pth file of the project is read.
  const where = "import pathlib, pytest; print(pathlib.Path(pytest.__file__).parents[1])";
  packages = (await run(project, ["-c", where])).stdout.trim();
  const assets = join(root, "docs/assets/course");
  const [name] = await readdir(assets);
  course = JSON.parse(await readFile(join(assets, name ?? ""), "utf8"));
});
after(() => rm(place, { recursive: true }));

interface Ended {
  code: number;
  said: string;
}

async function pytestOn(packed: Uint8Array, name: string, style = "line"): Promise<Ended> {
  await unpack(packed, name);
  return runPython(name, ["-m", "pytest", "-q", `--tb=${style}`]);
}

async function unpack(packed: Uint8Array, name: string): Promise<void> {
  const folder = join(place, name);
  for (const [path, content] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function runPython(name: string, command: string[]): Promise<Ended> {
  const environment = { PATH: process.env.PATH, PYTHONPATH: packages };
  const options = { cwd: join(place, name), env: environment, maxBuffer: 1e8 };
  try {
    const { stdout, stderr } = await run(python, command, options);
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

async function solutionOf(name: string): Promise<string> {
  return readFile(join(root, "code/exercises", name, "solution.py"), "utf8");
}

test("the whole course passes with all solutions, each on its own files", async () => {
  const solutions = new Map<string, string>();
  for (const { name } of course.exercises) solutions.set(name, await solutionOf(name));

  const exercises = { ...course, designs: [] }; // which have a test of their own
  const packed = makeArchive(exercises, ({ name }) => solutions.get(name) ?? null, {
    "notes.md": "mine",
  });
  const { code, said } = await pytestOn(packed, "solved");

  assert.equal(code, 0, said);
  assert.match(said, /\d{2,} passed/);
  assert.equal(await readFile(join(place, "solved/notes.md"), "utf8"), "mine");
});

test("the starters fail in their checks, and nothing fails to be imported", async () => {
  const { code, said } = await pytestOn(
    makeArchive({ ...course, designs: [] }, () => null),
    "begun",
  );

  assert.equal(code, 1, said);
  assert.match(said, /\d+ failed, \d+ passed/);
  assert.doesNotMatch(said, /\berrors?\b.* in /);
});

test("a check that fails shows what happened, and no line of the library", async () => {
  const exercises = course.exercises.filter(({ name }) => name === "inbox_runner");

  const { said } = await pytestOn(
    makeArchive({ ...course, exercises, designs: [] }, () => null),
    "told",
    "long",
  );

  assert.match(said, /> +assert_bookkeeping_does_not_grow\(/);
  assert.match(said, /What happened -+\n +1 {2}The broker delivers A to consumer 1\./);
  assert.match(said, /\nSchedule: \+A \.A /);
  assert.doesNotMatch(said, /consistent_messaging\/checks\.py/);
});

test("one exercise runs alone, with the reader's code in it", async () => {
  const [first] = course.exercises;
  assert.ok(first);
  const solution = await solutionOf(first.name);

  const packed = makeArchive({ ...course, exercises: [first], designs: [] }, () => solution);
  const { code, said } = await pytestOn(packed, "one");

  assert.equal(code, 0, said);
  assert.deepEqual(await readdir(join(place, "one/exercises")), [first.name]);
});

test("the commands list, check, replay and begin an exercise in what was downloaded", async () => {
  const commands = (...words: string[]) =>
    runPython("commands", ["-m", "consistent_messaging", ...words]);
  await unpack(
    makeArchive(course, () => null),
    "commands",
  );
  const of = ["event_sourced_handler", "exercises/event_sourced_handler/handler.py"];

  const listed = await commands("list");
  assert.equal(listed.code, 0, listed.said);
  assert.match(listed.said, /^event_sourced_handler {2}\(handler\.py\)$/m);
  const checked = await commands("check", ...of);
  assert.equal(checked.code, 1, checked.said);
  assert.match(checked.said, /duplicate +The same message twice/);
  const replayed = await commands("replay", ...of, "--schedule", "+A .A .A");
  assert.equal(replayed.code, 0, replayed.said);
  assert.match(replayed.said, /A·1 appends ItemAdded\(order-7, apple\)/);

  const begun = await commands("new", "mine");
  assert.match(begun.said, /then: pytest exercises\/mine$/m);
  const own = await runPython("commands", ["-m", "pytest", "-q", "--tb=line", "exercises/mine"]);
  assert.equal(own.code, 1, own.said);
  assert.match(own.said, /1 failed, 1 passed/);
  const again = await commands("list");
  assert.match(again.said, /^mine {2}\(handler\.py\)$/m);
});

test("designs run with pytest and with the command, each file of one by itself", async () => {
  const design = course.designs.find(({ file }) => file === "outbox_table.py");
  assert.ok(design);
  const given = design.files[design.file] ?? "";
  const relay = given.slice(given.indexOf("class Relay"), given.indexOf("def add"));
  const imports = "from consistent_messaging import OutgoingMessage\nfrom events import ItemAdded";
  const item =
    /@dataclass\(frozen=True\)\nclass ItemAdded:\n {4}item: str\n/.exec(given)?.[0] ?? "";
  const three = [
    given
      .replace(relay, "")
      .replace(item, "")
      .replace(
        "from dataclasses",
        "from events import ItemAdded\nfrom relaying import Relay\nfrom dataclasses",
      ),
    `# file: relaying.py\n${imports}\n\n\n${relay}`,
    `# file: events.py\nfrom dataclasses import dataclass\n\n\n${item}`,
  ].join("\n");
  const packed = makeArchive({ ...course, exercises: [] }, ({ name }) =>
    name === design.name ? three : null,
  );

  const { code, said } = await pytestOn(packed, "designs");

  assert.equal(code, 0, said);
  assert.ok(Number(/(\d+) passed/.exec(said)?.[1]) > course.designs.length, said);
  const files = await readdir(join(place, "designs/designs/outbox_table"));
  assert.deepEqual(files.filter((file) => file.endsWith(".py")).sort(), [
    "events.py",
    "outbox_table.py",
    "relaying.py",
    "test_outbox_table.py",
  ]);
  const path = "designs/outbox_table/outbox_table.py";
  const checked = await runPython("designs", ["-m", "consistent_messaging", "check", path]);
  assert.equal(checked.code, 0, checked.said);
  assert.match(checked.said, /holds/);
});

for (const [what, begin] of [
  ["a command", "import consistent_messaging"],
  ["pytest", "import pytest; sys.exit(pytest.main())"],
])
  test(`a Python that is too old gets one sentence from ${what}`, async () => {
    await unpack(
      makeArchive(course, () => null),
      "old",
    );

    const old = "import sys; sys.version_info = (3, 11, 4, 'final', 0); sys.version = '3.11.4'";
    const { code, said } = await runPython("old", ["-c", `${old}; ${begin}`]);

    assert.notEqual(code, 0);
    assert.match(said, /This needs Python 3\.12 or later\. Here is 3\.11\.4\./);
    assert.doesNotMatch(said, /Traceback/);
  });
