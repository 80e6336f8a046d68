// Through each of the other browsers as a reader goes: from the first visit to one without a network. Each step has
// tests of its own, which run in the first browser, and by `make slow` in all.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { findBrowsers, isFirst, launch, type Site, serveSite } from "./harness.ts";
import {
  check,
  chord,
  clickOn,
  codeOf,
  exercisePath,
  find,
  openPage,
  pasteCode,
  press,
  summaryOf,
  waitForText,
} from "./lab_page.ts";

const solution = new URL("../../code/exercises/event_sourced_handler/solution.py", import.meta.url);
const endless = "print('begins')\nwhile True:\n    pass\n";

for (const installed of findBrowsers()) {
  if (isFirst(installed)) continue;
  describe(`in ${installed.name}`, () => {
    let site: Site;
    let browser: Browser;
    before(async () => {
      site = await serveSite({ keptOffline: true, watchOrigins: true });
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
      await site.close();
    });

    test("a reader solves an exercise, comes back to it, and goes on without a network", async () => {
      const context = await browser.createBrowserContext();
      const page = await openPage(context, site.url + exercisePath);
      await waitForText(page, "status", "ready");

      await runsByKey(page);
      await failsWithAHistoryToStepThrough(page);
      await isStoppedInALoop(page);
      await solves(page);
      await leavesTheEditorByKey(page);
      await goesOnToAnotherPage(page);
      await findsItsCodeAgainOnAPhone(context, page, site);
      await goesOnWithoutANetwork(page, site);

      await context.close();
      assert.deepEqual(site.foreign, []);
    });
  });
}

async function runsByKey(page: Page): Promise<void> {
  const editor = await find(page, "textbox", "handler.py, your code");
  await editor.focus();
  await chord(page, "Enter");
  await waitForText(page, "region", "16 steps, then at rest");
}

async function failsWithAHistoryToStepThrough(page: Page): Promise<void> {
  await check(page);
  assert.equal(await summaryOf(page), "3 hold, 8 fail");
  await press(page, "See the history");
  await find(page, "region", "handler.py at this step");
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  const step = await page.$eval("[aria-current=step]", (each) => (each as HTMLElement).innerText);
  assert.match(step, /A·1 appends ItemAdded A/);
  assert.match(await page.$eval(".now", (now) => (now as HTMLElement).innerText), /Step 3/);
}

async function isStoppedInALoop(page: Page): Promise<void> {
  await pasteCode(page, endless);
  await press(page, "Run");
  await waitForText(page, "region", "begins");
  await press(page, "Stop");
  await waitForText(page, "status", "ready");
}

async function solves(page: Page): Promise<void> {
  await pasteCode(page, await readFile(solution, "utf8"));
  await check(page);
  assert.equal(await summaryOf(page), "all 11 hold");
}

async function leavesTheEditorByKey(page: Page): Promise<void> {
  const editor = await find(page, "textbox", "handler.py, your code");
  await editor.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(await editor.evaluate((each) => each.contains(document.activeElement)), false);
}

async function goesOnToAnotherPage(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await clickOn(page, '.md-nav--primary a[href*="first-item-added"]');
  await waitForText(page, "heading", "First item added");
  await waitForText(page, "status", "ready");
  assert.ok(await page.evaluate(() => "isTheSame" in window), "Python has started anew");
}

async function findsItsCodeAgainOnAPhone(
  context: BrowserContext,
  former: Page,
  site: Site,
): Promise<void> {
  const page = await context.newPage();
  await page.setViewport({ width: 360, height: 740 });
  await page.goto(site.url + exercisePath);
  await find(page, "textbox", "handler.py, your code");
  assert.match(await codeOf(page), /not in order\.processed/);
  const sideways = () => document.documentElement.scrollWidth > innerWidth;
  assert.equal(await page.evaluate(sideways), false);
  await page.close();
  await former.bringToFront();
}

async function goesOnWithoutANetwork(page: Page, site: Site): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, { polling: 50 });
  site.cut(/./);
  await page.goto(site.url + exercisePath);
  await waitForText(page, "status", "ready");
  await press(page, "Run");
  await waitForText(page, "region", "then at rest");
}
