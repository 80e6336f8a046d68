// A reader on a slow line clicks before the theme knows which pages there are: the browser follows the link,
// and the theme must not follow it once more.

import assert from "node:assert/strict";
import { after, afterEach, before, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import {
  type Answer,
  findBrowsers,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testsIn,
} from "./harness.ts";
import { exercisePath, find, openPage, themeIn } from "./lab_page.ts";

const lecturePath = "reference/checker/";
const nextLink = "a.md-footer__link--next";

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike } = testsIn(installed);
    let browser: Browser;
    let site: Site;
    let page: Page;
    before(async () => {
      browser = await launch(installed);
      site = await serveSite({ maxAge: 0 });
    });
    afterEach(async () => {
      site.mend();
      await page.close();
    });
    after(async () => {
      await browser.close();
      await site.close();
    });

    for (const path of [lecturePath, exercisePath])
      alike(`from ${path} a link is followed once, and Back leads to where it was`, async () => {
        const sitemap = await openWithoutSitemap(path);
        const { here, length } = await page.evaluate(() => ({
          here: location.href,
          length: history.length,
        }));
        // The next page takes a while, in which the sitemap comes.
        site.distort(/\/$/, (answer) => pause(1_000, answer));
        await page.evaluate(clickOn, nextLink);
        sitemap.come();
        await page.waitForFunction((before) => location.href !== before, { polling: 50 }, here);
        site.mend();
        await themeIn(page);
        assert.equal(await page.evaluate(() => history.length), length + 1);

        await page.evaluate(() => history.back());

        await page.waitForFunction((before) => location.href === before, { polling: 50 }, here);
        await find(
          page,
          "heading",
          path === lecturePath ? "How the checker works" : "Event-sourced handler",
        );
      });

    alike("who has gone to a heading and read on stays there", async () => {
      const sitemap = await openWithoutSitemap(lecturePath);
      const length = await page.evaluate(() => history.length);
      await page.evaluate(clickOn, ".md-nav--secondary a[href$='#how-fast-it-is']");
      await page.waitForFunction(isInSight, {}, "how-fast-it-is"); // the way there is smooth, and takes a moment
      await scrollToTop(page);

      sitemap.come();

      await themeIn(page);
      await site.idle();
      assert.equal(await page.evaluate(() => scrollY), 0);
      assert.equal(await page.evaluate(() => history.length), length + 1);
    });

    /** Opens a page where the theme is there, and waits for the sitemap until that may come. */
    async function openWithoutSitemap(path: string): Promise<{ come(): void }> {
      let come = () => {};
      let isAsked = false;
      const mayCome = new Promise<void>((resolve) => {
        come = resolve;
      });
      site.distort(/sitemap\.xml$/, async (answer: Answer) => {
        isAsked = true;
        await mayCome;
        return answer;
      });
      page = await openPage(browser, "about:blank");
      await page.goto(site.url + path, { waitUntil: "domcontentloaded" });
      await page.keyboard.press("Shift"); // on a page with an editor the theme comes later otherwise
      await page.waitForFunction(() => "document$" in window, { polling: 50 });
      while (!isAsked) await pause(20);
      return { come };
    }
  });
}

/** As a hand does, since the browser holds a page that a script scrolls: once more if it was still on its way. */
async function scrollToTop(page: Page): Promise<void> {
  await page.mouse.move(700, 500);
  do {
    await page.mouse.wheel({ deltaY: -100_000 });
    await page.waitForFunction(() => scrollY === 0);
    await pause(300);
  } while ((await page.evaluate(() => scrollY)) !== 0);
}

// Runs in the page.
function isInSight(id: string): boolean {
  const top = document.getElementById(id)?.getBoundingClientRect().top ?? -1;
  return top >= 0 && top < innerHeight / 2;
}

// Runs in the page.
function clickOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
