// On a page with an editor Material's own script leaves the machine to Python at first: it comes once Python
// is there, or cannot be had, and before that for somebody who does something.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import { exercisePath, find, openPage, press, themeIn, waitForText } from "./lab_page.ts";

const themeScript = /assets\/javascripts\/bundle\./;
const lecturePath = "reference/glossary/";
const otherPath = "reference/checker/";

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once } = testsIn(installed);
    let browser: Browser;
    let context: BrowserContext;
    let site: Site;
    before(async () => {
      browser = await launch(installed);
      site = await serveSite({ maxAge: 0 });
    });
    after(async () => {
      await browser.close();
      await site.close();
    });
    beforeEach(async () => {
      site.mend();
      context = await browser.createBrowserContext();
    });

    alike("it comes after Python, and the next page goes on with the same one", async () => {
      const before = site.requests.length;
      const page = await openPage(context, site.url + exercisePath);
      await themeIn(page);
      const asked = site.requests.slice(before).map(({ path }) => path);
      const last = asked.findIndex((path) => path.endsWith(".wasm") || path.endsWith(".gz"));
      assert.ok(last >= 0 && last < asked.findIndex((path) => themeScript.test(path)));
      await waitForText(page, "status", "ready");

      await page.evaluate(() => document.body.setAttribute("data-same", ""));
      await page.click("a.md-footer__link--next");
      await find(page, "heading", "First item added");
      await waitForText(page, "status", "ready");
      assert.ok(await page.evaluate(() => document.body.hasAttribute("data-same")));
      assert.equal((await page.$$(".lab")).length, 1);
      await page.close();
    });

    once(
      "once it is there, the page is as any other: navigation, contents, title, tooltips",
      async () => {
        const complete = {
          entriesPassed: true,
          titleIsShown: true,
          navigationFits: true,
          tooltip: true,
        };
        assert.deepEqual(await howItLooks(site.url + otherPath), complete);
        assert.deepEqual(await howItLooks(site.url + exercisePath), complete);
      },
    );

    /** What Material has made of a page in a low window that is scrolled down. */
    async function howItLooks(url: string): Promise<Record<string, boolean>> {
      const page = await openPage(context, url, { python: false });
      await page.setViewport({ width: 1440, height: 800 });
      await themeIn(page);
      const term = await page.waitForSelector("article abbr");
      await term?.scrollIntoView();
      await term?.hover();
      const tooltip = await comes(page, ".md-tooltip2--active");
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      const looks = {
        entriesPassed: await comes(page, ".md-nav__link--passed"),
        titleIsShown: await comes(page, ".md-header__title--active"),
        navigationFits: await page.$$eval(".md-sidebar__scrollwrap", (wraps) =>
          wraps.every((wrap) => wrap.getBoundingClientRect().bottom <= innerHeight),
        ),
        tooltip,
      };
      await page.close();
      return looks;
    }

    async function comes(page: Page, selector: string): Promise<boolean> {
      const found = await page.waitForSelector(selector, { timeout: 5_000 }).catch(() => null);
      return found !== null;
    }

    alike("who does something while the page still loads has the parts of it once", async () => {
      // The page is read to its end, but this is waited for.
      site.distort(/lab\/lab\.js/, (answer) => pause(1_500, answer));
      const page = await context.newPage();
      await page.evaluateOnNewDocument(() => {
        const shown: unknown[] = [];
        Object.assign(window, { shown });
        const waiting = setInterval(() => {
          if (!window.document$) return;
          clearInterval(waiting);
          window.document$.subscribe(() => shown.push(document.readyState));
        });
      });
      const arrived = page.goto(site.url + exercisePath);
      await page.waitForFunction(() => document.querySelector("script[data-theme]") !== null);
      await page.keyboard.press("Shift");
      await themeIn(page);
      await arrived;
      await waitForText(page, "status", "ready");
      const shown = await page.evaluate(() => (window as unknown as { shown: string[] }).shown);
      assert.equal(shown.length, 1, `${shown}`);
      await page.close();
    });

    once("who searches before Python is there finds something", async () => {
      site.cut(/asm\.wasm|snapshot/); // which then takes for ever, or fails
      const page = await openPage(context, site.url + exercisePath);
      await (await page.waitForSelector(".md-search__input", { visible: true }))?.click();
      await themeIn(page);
      await page.click(".md-search__input");
      await page.type(".md-search__input", "outbox");
      await page.waitForSelector(".md-search-result__item", { visible: true });
      await page.close();
    });

    once("until then, too, the page is dark where the system is", async () => {
      site.cut(/bundle\./);
      const page = await openPage(context, "about:blank", { python: false });
      for (const [scheme, shown] of Object.entries({ dark: "slate", light: "default" })) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await page.goto(site.url + exercisePath);
        assert.equal(await page.$eval("body", (body) => body.dataset.mdColorScheme), shown);
      }
      await page.close();
    });

    alike("it comes where Python cannot be had, and the page says what can be done", async () => {
      site.cut(/worker\.js/);
      const page = await openPage(context, site.url + exercisePath);
      await themeIn(page);
      await waitForText(page, "status", "Python could not be loaded.");

      site.mend();
      await press(page, "Try again");
      await waitForText(page, "status", "ready");
      await page.close();
    });

    once("on a page without an editor it waits for nothing", async () => {
      const page = await openPage(context, site.url + lecturePath);
      assert.ok(await page.evaluate(() => "document$" in window));
      await find(page, "heading", "Glossary");
      await page.close();
    });
  });
}
