// The exercises of the course in a real browser, one after the other, as a learner goes through them: the starter
// fails with rows that help, the solution passes. What a verdict depends on is Python, which is the same in every
// page and in every browser: where there is no time for all, some show that it runs there.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isFirst, launch, type Site, serveSite, testSlow } from "./harness.ts";
import {
  check,
  exercisePath,
  pasteCode,
  summaryOf,
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
const some = [...pages.slice(0, 1), ...pages.slice(-1)];
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
      browser = await launch(installed, { optimizes: true });
    });
    after(async () => {
      await browser.close();
    });

    const goThrough = (shown: ExercisePage[], does: (page: Page, of: string) => Promise<void>) =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        for (const { identifier, path } of shown) {
          await page.goto(site.url + path);
          await waitForText(page, "status", "ready");
          await does(page, identifier);
        }
      });
    const solved = (identifier: string) => new URL(`${identifier}/solution.py`, folders);

    if (isFirst(installed)) {
      test("exercises in a row, as a learner goes through them: the solution passes", () =>
        goThrough(some, (page, of) => solve(page, solved(of))));
      testSlow(
        "all exercises in a row: the starter fails with rows that help, the solution passes",
        () =>
          goThrough(pages, async (page, of) => {
            await startFrom(page, of);
            await solve(page, solved(of));
          }),
      );
    } else
      testSlow("exercises in a row: a form of one's own passes", () =>
        goThrough(some, async (page, of) => solve(page, await formOfOnesOwn(of))),
      );
  });
}

async function startFrom(page: Page, identifier: string): Promise<void> {
  const wrong = (await check(page)).filter((row) => !row.startsWith("holds "));
  assert.notDeepEqual(wrong, [], identifier);
  for (const row of wrong) assert.match(row, verdicts, identifier);
}

async function solve(page: Page, right: URL): Promise<void> {
  await pasteCode(page, await readFile(right, "utf8"));
  const rows = await check(page);
  const wrong = rows.filter((row) => !row.startsWith("holds "));
  assert.deepEqual(wrong, [], right.pathname);
  assert.equal(await summaryOf(page), `all ${rows.length} hold`, right.pathname);
}

async function formOfOnesOwn(identifier: string): Promise<URL> {
  const [form] = (await readdir(new URL(`${identifier}/`, right))).filter(isPython).sort();
  return new URL(`${identifier}/${form}`, right);
}
