// The case files: in the page, a report's bug is found with its word, and its repair holds. What is found in
// each is the same in every Python, and tested there; here one case is checked, and all of them where there is time.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { click } from "./click.ts";
import { findBrowsers, isFirst, launch, type Site, serveSite, testSlow } from "./harness.ts";
import { openFresh } from "./lab_page.ts";

const pages = readdirSync("docs/cases")
  .filter((name) => name !== "index.md")
  .map((name) => ({
    path: `cases/${name.replace(".md", "")}/`,
    cases: [...readFileSync(`docs/cases/${name}`, "utf8").matchAll(/^```case\n(\w+)\n```$/gm)].map(
      ([, found = ""]) => found,
    ),
  }));

/** What a check says of a case: in each scenario, a word. */
function expectedOf(name: string): string[] {
  const [, account = ""] = readFileSync(`code/cases/${name}.py`, "utf8").split('"""');
  return [...account.matchAll(/^(\w+): ([a-z ]+)/gm)].map(
    ([, which = "", word = ""]) => `${word} ${which}`,
  );
}

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isFirst(installed)) return;
    let browser: Browser;
    before(async () => {
      browser = await launch(installed, { optimizes: true });
    });
    after(async () => {
      await browser.close();
    });

    for (const { path, cases } of pages) {
      const saysItsWords = async (names: string[]) => {
        const page = await openFresh(browser, `${site.url}${path}`);
        try {
          assert.ok(cases.length >= 3);
          for (const name of names)
            assert.deepEqual(await rowsOfCase(page, name), expectedOf(name));
        } finally {
          await page.close();
        }
      };
      if (path === pages[0]?.path)
        test(`a case of ${path} says its words`, () => saysItsWords(cases.slice(-1)));
      testSlow(`each case of ${path} says its words`, () => saysItsWords(cases));
    }
  });
}

/** Presses Check in the lab of a case; returns the word and the scenario of each row. */
async function rowsOfCase(page: Page, name: string): Promise<string[]> {
  const lab = `.cm-lab[data-name="design_${name}"]`;
  await page.waitForSelector(`${lab} .lab-toolbar`);
  await click(page, async () => {
    const buttons = await page.$$(`${lab} .lab-toolbar button`);
    for (const button of buttons)
      if (await button.evaluate((each) => each.textContent?.trim().startsWith("Check")))
        return button;
    throw new Error(`${name} has no button Check.`);
  });
  await page.waitForFunction(
    (selector) =>
      /\b(holds?|fails?|not be checked)\b/.test(
        document.querySelector(`${selector} .lab-summary`)?.textContent ?? "",
      ) && document.querySelector(`${selector} .lab-toolbar .lab-primary:not([aria-disabled])`),
    { polling: 20 },
    lab,
  );
  const rows = await page.$$eval(`${lab} [role=listitem]`, (items) =>
    items.map((item) => (item as HTMLElement).innerText.replace(/\s+/g, " ").trim()),
  );
  return rows.map((row) =>
    row.replace(
      /^([a-z ]+) (\w+): [Ee]very .*$/,
      (_, word, which) => `${word} ${which.toLowerCase()}`,
    ),
  );
}
