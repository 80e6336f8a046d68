// Every exercise of the course in a real browser, one after the other, as a learner goes through
// them: the starter fails with rows that help, the solution passes.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser } from "puppeteer-core";
import { findBrowsers, launch, type Site, serveSite } from "./harness.ts";
import {
  check,
  exercisePath,
  pasteCode,
  textOf,
  waitForText,
  withNothingSaved,
} from "./lab_page.ts";

const docs = new URL("../../docs/", import.meta.url);
const folders = new URL("../../code/exercises/", import.meta.url);
const right = new URL("../exercises/right/", import.meta.url);
const fence = /^```+ *exercise *\n(\w+)\n```+ *$/m;
const verdicts = /^(holds|ghost|lost|duplicate|contradictory|leak|stuck|not yet) /;

interface ExercisePage {
  readonly identifier: string;
  readonly path: string;
}

/** The exercises in the order of the agenda, each with the path of its page. */
async function exercisePages(): Promise<ExercisePage[]> {
  const agenda = await readFile(new URL("index.md", docs), "utf8");
  const linked = [...agenda.matchAll(/^\d+\. \[.*?\]\((.+?)\.md\)/gm)].map((link) => link[1] ?? "");
  const found: ExercisePage[] = [];
  for (const path of linked) {
    const text = await readFile(new URL(`${path}.md`, docs), "utf8");
    const identifier = fence.exec(text)?.[1];
    if (identifier !== undefined) found.push({ identifier, path: `${path}/` });
  }
  return found;
}

const isPython = (name: string): boolean => name.endsWith(".py");

const pages = await exercisePages();
let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

test("the agenda leads to every exercise", async () => {
  const entries = await readdir(folders, { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory() && /^[a-z]/.test(entry.name));

  assert.deepEqual(
    pages.map((page) => page.identifier).sort(),
    known.map((folder) => folder.name).sort(),
  );
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    test("all exercises in a row, each solved in a form of one's own", () =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        for (const { identifier, path } of pages) {
          const [form] = (await readdir(new URL(`${identifier}/`, right))).filter(isPython).sort();
          await page.goto(site.url + path);
          await waitForText(page, "status", "ready");
          await pasteCode(page, await readFile(new URL(`${identifier}/${form}`, right), "utf8"));

          const rows = await check(page);

          assert.deepEqual(
            rows.filter((row) => !row.startsWith("holds ")),
            [],
            `${identifier}/${form}`,
          );
        }
      }));

    for (const { identifier, path } of pages) {
      test(`${identifier}: the starter fails with rows that help, the solution passes`, () =>
        withNothingSaved(browser, site.url + path, async (page) => {
          const before = await check(page);
          const wrong = before.filter((row) => !row.startsWith("holds "));
          assert.notDeepEqual(wrong, []);
          for (const row of wrong) assert.match(row, verdicts);

          const solution = new URL(`${identifier}/solution.py`, folders);
          await pasteCode(page, await readFile(solution, "utf8"));
          const rows = await check(page);

          assert.deepEqual(
            rows.filter((row) => !row.startsWith("holds ")),
            [],
          );
          assert.equal(await textOf(page, "status", "all"), `all ${rows.length} hold`);
        }));
    }
  });
}
