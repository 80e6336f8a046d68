// The archive that a reader takes home, unpacked and run with pytest in a Python that knows nothing of
// this project: it finds each exercise's own files, and says what is right and what is not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { archive, type CourseFiles } from "../../../../code/lab/features/download/zip_archive.ts";

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

async function pytestOn(
  packed: Uint8Array,
  name: string,
  style = "line",
): Promise<{ code: number; said: string }> {
  const folder = join(place, name);
  for (const [path, content] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const environment = { PATH: process.env.PATH, PYTHONPATH: packages };
  const options = { cwd: folder, env: environment, maxBuffer: 1e8 };
  try {
    const { stdout } = await run(python, ["-m", "pytest", "-q", `--tb=${style}`], options);
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, said: stdout };
  }
}

async function solutionOf(name: string): Promise<string> {
  return readFile(join(root, "code/exercises", name, "solution.py"), "utf8");
}

test("the whole course passes with all solutions, each on its own files", async () => {
  const solutions = new Map<string, string>();
  for (const { name } of course.exercises) solutions.set(name, await solutionOf(name));

  const packed = archive(course, ({ name }) => solutions.get(name) ?? null, { "notes.md": "mine" });
  const { code, said } = await pytestOn(packed, "solved");

  assert.equal(code, 0, said);
  assert.match(said, /\d{2,} passed/);
  assert.equal(await readFile(join(place, "solved/notes.md"), "utf8"), "mine");
});

test("the starters fail in their checks, and nothing fails to be imported", async () => {
  const { code, said } = await pytestOn(
    archive(course, () => null),
    "begun",
  );

  assert.equal(code, 1, said);
  assert.match(said, /\d+ failed, \d+ passed/);
  assert.doesNotMatch(said, /\berrors?\b.* in /);
});

test("a check that fails shows what happened, and no line of the library", async () => {
  const exercises = course.exercises.filter(({ name }) => name === "inbox_runner");

  const { said } = await pytestOn(
    archive({ ...course, exercises }, () => null),
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

  const packed = archive({ ...course, exercises: [first] }, () => solution);
  const { code, said } = await pytestOn(packed, "one");

  assert.equal(code, 0, said);
  assert.deepEqual(await readdir(join(place, "one/exercises")), [first.name]);
});
