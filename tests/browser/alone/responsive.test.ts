// That the page goes on to react while a learner's code keeps Python busy. This is measured in time, so nothing
// else runs beside it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, launch, type Site, serveSite } from "../harness.ts";
import {
  exercisePath,
  pasteCode,
  press,
  textOf,
  waitForText,
  withNothingSaved,
} from "../lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
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

    test("endless printing does not freeze the page and is cut", () =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        await pasteCode(page, "while True:\n    print('again and again')\n");

        const blocked = await longestBlock(page, async () => {
          await press(page, "Run");
          await page.waitForFunction(() =>
            document.body.innerText.includes("The output is cut here"),
          );
          await pause(1_000);
          await waitForText(page, "status", "running");
          await press(page, "Stop");
          await waitForText(page, "status", "ready");
        });

        assert.ok(blocked < 2_000, `the page did not react for ${blocked.toFixed(0)} ms`);
        const printed = await textOf(page, "region", "Output");
        assert.equal(printed.trimEnd().split("\n").length, 10_000);
      }));
  });
}

/** The longest time, in milliseconds, that the page did not come to its own tasks. */
async function longestBlock(page: Page, during: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const watch = window as unknown as { longest: number; ticking: number };
    watch.longest = 0;
    let last = performance.now();
    watch.ticking = window.setInterval(() => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - last);
      last = now;
    }, 10);
  });
  await during();
  return page.evaluate(() => {
    const watch = window as unknown as { longest: number; ticking: number };
    clearInterval(watch.ticking);
    return watch.longest;
  });
}
