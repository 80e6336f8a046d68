// How Python starts: from a snapshot, or, where that is damaged or missing, from its files; and that a
// learner cannot tell which it was.

import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, rm, symlink, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe } from "node:test";
import type { Browser } from "puppeteer-core";
import {
  findBrowsers,
  isFirst,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testSlow,
  testsIn,
} from "./harness.ts";
import { type Exercise, exercises, type Job, startWorker } from "./worker_talk.ts";

// What a start from a snapshot could get wrong: chance, order, the library that is fetched late.
const telltale = `
import os, random, sys
print(hash("a message"), list({"ghost", "lost", "duplicate", "leak", "stuck"}))
print(sorted((key, value) for key, value in os.environ.items() if key.startswith("PYTHON")))
print(sys.version, sys.path[1:], sys.flags, os.getcwd())
import colorsys
print(colorsys.rgb_to_hsv(1, 0, 0))
`;

let whole: Site;
let damaged: Site;
let folder: string;
before(async () => {
  whole = await serveSite();
  folder = await siteWithDamagedSnapshots();
  damaged = await serveSite({ folder });
});
after(async () => {
  await whole.close();
  await damaged.close();
  await rm(folder, { recursive: true });
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    alike(
      "from a snapshot or not: the same output, the same verdicts, the same schedules",
      async () => startsAreAlike(browser, (await exercises()).slice(0, 1)),
    );

    if (isFirst(installed))
      testSlow("from a snapshot or not: the same for every exercise", async () =>
        startsAreAlike(browser, await exercises()),
      );

    alike("chance is not the same in each start from a snapshot", async () => {
      const job: Job = { task: "run", files: { "main.py": chance }, main: "main.py" };
      const seen: string[][] = [];
      for (let start = 0; start < 2; start += 1) {
        const python = await startWorker(browser, whole, false);
        seen.push(await python.told([job]));
        await python.close();
      }

      assert.notDeepEqual(seen[0], seen[1]);
    });

    alike("what was run before is not in the next start", async () => {
      const mark = "import consistent_messaging\nprint(hasattr(consistent_messaging, 'mark'))\n";
      const leave = `${mark}consistent_messaging.mark = 1\n`;
      const job = (text: string): Job => ({
        task: "run",
        files: { "main.py": text },
        main: "main.py",
      });
      for (let start = 0; start < 2; start += 1) {
        const python = await startWorker(browser, whole, true);
        assert.ok((await python.told([job(leave)])).includes("False\n"));
        assert.ok((await python.told([job(mark)])).includes("True\n"));
        await python.close();
      }
    });

    testSlow(
      "a run does not get in the way of what is still being prepared for checks",
      async () => {
        const [exercise] = await exercises();
        assert.ok(exercise);
        const { files, main, solution } = exercise;
        const job = { files: { ...files, [main]: solution }, main };
        const python = await startWorker(browser, whole, false);

        await python.prepareChecks();
        const told = await python.told([
          { task: "run", ...job },
          { task: "check", ...job },
        ]);

        assert.equal(told.filter((line) => line === "done").length, 2, told.join("\n"));
        assert.match(told.at(-2) ?? "", /"verdict":"pass"/);
        await python.close();
      },
    );

    testSlow("pytest comes with a snapshot when it is wanted later", async () => {
      const [exercise] = await exercises();
      assert.ok(exercise);
      const before = whole.requests.length;
      const python = await startWorker(browser, whole, false);
      const { files, main, solution } = exercise;
      const job: Job = { task: "check", files: { ...files, [main]: solution }, main };

      const told = await python.told([job]);

      assert.ok(
        told.some((line) => line.includes('"verdict":"pass"')),
        told.join("\n"),
      );
      const asked = whole.requests.slice(before).map(({ path }) => path);
      assert.ok(!asked.some((path) => path.endsWith(".whl")));
      await python.close();
    });
  });
}

/** Checks these and runs a program, each in a start from a snapshot and in one without: both say the same. */
async function startsAreAlike(browser: Browser, compared: Exercise[]): Promise<void> {
  const jobs: Job[] = compared.map(({ files, main }) => ({ task: "check", files, main }));
  // Last: where other code has run, nothing is checked any more.
  jobs.push({ task: "run", files: { "main.py": telltale }, main: "main.py" });
  const told: string[][] = [];
  for (const site of [whole, damaged]) {
    const before = site.requests.length;
    const python = await startWorker(browser, site, true);
    told.push(await python.told(jobs));
    await python.close();
    const asked = site.requests.slice(before).map(({ path }) => path);
    assert.equal(
      asked.some((path) => path.endsWith(".whl")),
      site === damaged,
      `wheels are for a start without a snapshot: ${asked.join(" ")}`,
    );
  }

  const [fromSnapshot, plainly] = told;
  assert.ok(fromSnapshot?.some((line) => line.includes('"schedule"')));
  assert.deepEqual(fromSnapshot, plainly);
}

const chance = `
import random, uuid
print(random.random(), uuid.uuid4(), random.Random().random())
`;

// The site as it is, but with snapshots that end too soon.
async function siteWithDamagedSnapshots(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "site-"));
  const python = "assets/python";
  for (const name of await readdir("site")) {
    if (name !== "assets") await symlink(resolve("site", name), join(copy, name));
  }
  await cp("site/assets", join(copy, "assets"), { recursive: true });
  for (const version of await readdir(join(copy, python))) {
    for (const name of ["course", "checks"]) {
      await truncate(join(copy, python, version, `${name}.snapshot.gz`), 1_000_000);
    }
  }
  return copy;
}
