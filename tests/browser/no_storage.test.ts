// A browser whose settings forbid a page to save anything, and one that has no storage at all: the course works
// as long as the page is open, and says that nothing is saved.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  clickOn,
  exercisePath,
  openPage,
  pasteCode,
  press,
  themeIn,
  waitForText,
} from "./lab_page.ts";

const lecturePath = "reference/checker/";

/** What a page finds there: as with cookies blocked, and in Firefox with `dom.storage.enabled` off. */
const settings = {
  "storage is forbidden": () => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
  },
  "there is no storage": () => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { value: null });
  },
};

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike } = testsIn(installed);
    let browser: Browser;
    let site: Site;
    before(async () => {
      browser = await launch(installed);
      site = await serveSite();
    });
    after(async () => {
      await browser.close();
      await site.close();
    });

    async function openUnder(setting: () => void, path: string): Promise<Page> {
      const page = await openPage(browser, "about:blank");
      await page.evaluateOnNewDocument(setting);
      await page.goto(site.url + path);
      await themeIn(page);
      return page;
    }

    for (const [name, setting] of Object.entries(settings)) {
      alike(`where ${name}, search and the light go on working`, async () => {
        const page = await openUnder(setting, lecturePath);

        const scheme = () => page.$eval("body", (body) => body.dataset.mdColorScheme);
        const before = await scheme();
        const toggle = ".md-header [data-md-component=palette] label:not([hidden])";
        await clickOn(page, toggle); // from the system's to light
        await clickOn(page, toggle);
        assert.equal(before, "default");
        assert.equal(await scheme(), "slate");

        await page.click(".md-search__input");
        await page.type(".md-search__input", "outbox");
        await page.waitForSelector(".md-search-result__item", { visible: true });
        await page.close();
      });

      alike(`where ${name}, code runs, and the page says that it is not saved`, async () => {
        const page = await openUnder(setting, exercisePath);
        await waitForText(page, "status", "ready");
        await pasteCode(page, "print('it', 'runs')\n");
        await press(page, "Run");
        await waitForText(page, "region", "it runs");
        await waitForText(page, "status", "does not keep what you type");
        assert.ok(await page.$(".md-nav__link--active"));
        await page.close();
      });
    }
  });
}
