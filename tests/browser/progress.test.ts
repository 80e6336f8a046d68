// How far the reader has come, in real browsers: beside the navigation and in the agenda, for eyes and for
// screen readers.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  exercisePath,
  openFresh,
  openPage,
  pasteCode,
  withNothingSaved,
} from "./lab_page.ts";

const solution = new URL("../../code/exercises/event_sourced_handler/solution.py", import.meta.url);

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

/** Waits until the navigation says this of the page with this path. */
async function waitForMark(page: Page, path: string, word: string): Promise<void> {
  await page.waitForFunction(
    (end, wanted) =>
      [...document.querySelectorAll<HTMLAnchorElement>(".md-nav--primary a.md-nav__link")].some(
        (link) =>
          link.href.endsWith(end) && link.querySelector(".progress")?.textContent === wanted,
      ),
    {},
    path,
    word,
  );
}

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    once("an exercise is begun and done, and an experiment after that leaves it done", () =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        await pasteCode(page, "print('my work')\n");
        await waitForMark(page, exercisePath, "begun");

        await pasteCode(page, await readFile(solution, "utf8"));
        await check(page);
        await waitForMark(page, exercisePath, "done");
        const front = await openPage(browser, site.url, { python: false });
        const said = await front.waitForSelector(
          `.agenda li:has(a[href*="event-sourced-handler"]) .progress`,
        );
        assert.match(
          (await said?.evaluate((each) => each.textContent)) ?? "",
          /^all \d+ checks hold$/,
        );
        await front.close();

        await page.bringToFront();
        await pasteCode(page, "print('something else')\n");
        await check(page);
        await waitForMark(page, exercisePath, "done");
        await page.goto(site.url);
        await page.waitForFunction(() =>
          document
            .querySelector(`.agenda li:has(a[href*="event-sourced-handler"]) .progress`)
            ?.textContent?.endsWith("checks held; changed since"),
        );
      }),
    );

    alike("a lecture that was read to its end is done", async () => {
      const page = await openFresh(browser, `${site.url}events/recap/`, { python: false });

      await page.evaluate(() =>
        document.querySelector("article")?.lastElementChild?.scrollIntoView(),
      );

      await waitForMark(page, "events/recap/", "done");
      await page.close();
    });
  });
}
