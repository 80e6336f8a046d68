// The course is updated while a page of it is open: the page says so at the part that it misses, and after one
// reload everything works, however long the browser keeps files and however slow the line is. With DEPLOYMENTS=10
// it is updated so many times, each time under another exercise.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import {
  findBrowsers,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testSlow,
  testsIn,
} from "./harness.ts";
import { check, clickOn, exercisePath, find, openPage, press, waitForText } from "./lab_page.ts";
import { newerSite } from "./newer_site.ts";

const lecturePath = "reference/checker/";
const exercises = [
  exercisePath,
  "events/first-item-added/",
  "events/state-at-first-processing/",
  "outbox/outbox-handler/",
];
const updated = "The course was updated since this page was opened. Reload the page";

const deployments: string[] = [];
const nameOf = (index: number): string => `newer${index}`;
before(async () => {
  const wanted = Number(process.env.DEPLOYMENTS ?? 1);
  assert.ok(wanted > 0, "DEPLOYMENTS has to be a number of at least 1.");
  while (deployments.length < wanted) deployments.push(await newerSite(nameOf(deployments.length)));
});
after(async () => {
  for (const folder of deployments) await rm(folder, { recursive: true });
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once } = testsIn(installed);
    let browser: Browser;
    let context: BrowserContext;
    let site: Site;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });
    beforeEach(async () => {
      context = await browser.createBrowserContext();
    });
    afterEach(async () => {
      await context.close();
      await site.close();
    });

    alike("an exercise that is opened after an update works after one reload", async () => {
      site = await serveSite();
      onSlowLine(site);
      for (const [index, folder] of deployments.entries()) {
        const page = await openPage(context, site.url + lecturePath);
        await site.deploy(folder);
        await clickOn(page, `.md-nav--primary a[href$="${exercises[index % exercises.length]}"]`);
        await waitForText(page, "status", updated);
        assert.equal((await page.$$(".lab-notice")).length, 1);

        await press(page, "Reload the page");
        await expectAllToWork(page);
        await page.close();
      }
    });

    testSlow(
      "with all of the course kept in the browser, it works before the reload, too",
      async () => {
        site = await serveSite({ keptOffline: true });
        onSlowLine(site);
        for (const [index, folder] of deployments.entries()) {
          const page = await openPage(context, site.url + lecturePath);
          if (index === 0) await waitUntilKept(page);
          else await waitUntilNewerIsKept(page, `assets/course/${nameOf(index - 1)}.json`);
          await site.deploy(folder);
          await clickOn(page, `.md-nav--primary a[href$="${exercises[index % exercises.length]}"]`);
          await waitForText(page, "status", "ready");

          await page.reload();
          await expectAllToWork(page);
          await page.close();
        }
      },
    );

    alike("each part that is gone says that the course was updated", async () => {
      site = await serveSite({ maxAge: 0 });
      const page = await openPage(context, site.url + exercisePath);
      await waitForText(page, "status", "ready");
      await site.deploy(deployments[0] as string);
      site.distort(/lab\/(diff_view|history_panel)-/, (answer) => ({ ...answer, status: 404 }));

      await press(page, "Differences");
      await expectUpdated(page, ".lab-drawer:not([hidden])");
      await press(page, "Download");
      await press(page, "This exercise");
      await expectUpdated(page, ".lab-notices");
      await check(page); // which shows the history of the first check that fails
      await expectUpdated(page, ".lab-histories");

      site.mend();
      await press(page, "Reload the page");
      await expectAllToWork(page);
    });

    once("Python that is gone with the old course is not asked for again", async () => {
      site = await serveSite({ maxAge: 0 });
      site.cut(/asm\.wasm/);
      const page = await openPage(context, site.url + exercisePath);
      await waitForText(page, "status", "Python could not be loaded. Check the connection");
      await site.idle(); // it asks whether the course was updated, which it was not yet
      site.mend();
      await site.deploy(deployments[0] as string);

      await press(page, "Try again");

      await waitForText(page, "status", updated);
      await press(page, "Reload the page");
      await expectAllToWork(page);
    });
  });
}

/** Each answer takes its time. */
function onSlowLine(site: Site): void {
  site.distort(/./, (answer) => pause(200, answer));
}

/** The service worker is registered once Python is ready, and serves the page once it has all files. */
async function waitUntilKept(page: Page): Promise<void> {
  const url = page.url();
  await page.goto(url.replace(lecturePath, exercisePath));
  await waitForText(page, "status", "ready");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, { polling: 50 });
  await page.goto(url);
}

/**
 * A page belongs to the newest course at once; what the browser keeps of that, it fetches meanwhile. Updated before
 * all is there, it would say so, like a page of which nothing is kept.
 */
async function waitUntilNewerIsKept(page: Page, file: string): Promise<void> {
  await page.waitForFunction(
    async (address) => {
      const { installing } = await navigator.serviceWorker.ready;
      return installing === null && (await caches.match(address)) !== undefined;
    },
    { polling: 100 },
    new URL(`../../${file}`, page.url()).href,
  );
}

async function expectUpdated(page: Page, place: string): Promise<void> {
  await page.waitForFunction(
    (selector, sentence) => {
      const [notice, ...more] = document.querySelectorAll(`${selector} .lab-notice`);
      return (
        more.length === 0 &&
        notice?.textContent?.includes(sentence) &&
        notice.querySelector("button")
      );
    },
    { polling: 50 },
    place,
    updated,
  );
}

/** Python, and each part that is loaded when it is asked for. */
async function expectAllToWork(page: Page): Promise<void> {
  await waitForText(page, "status", "ready");
  assert.notDeepEqual(await check(page), []);
  await find(page, "heading", "What happened");
  await press(page, "Differences");
  await waitForText(page, "status", "There is no difference.");
  await press(page, "Download");
  await press(page, "This exercise");
  await page.waitForFunction(
    () =>
      ["/course/", "/zip_archive-"].every((part) =>
        performance.getEntriesByType("resource").some((entry) => entry.name.includes(part)),
      ),
    { polling: 50 },
  );
  assert.equal((await page.$$(".lab-notice, .lab-missing")).length, 0);
}
