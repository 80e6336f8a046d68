// The front page keeps its promise: within the first screen stands a handler that a click breaks, and it
// can be repaired; and who has begun is led on.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  codeOf,
  find,
  openPage,
  pasteCode,
  press,
  waitForText,
  withFreshEditor,
  withNothingSaved,
} from "./lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

/** The steps of the history in short, as they are read. */
async function stepsOf(page: Page): Promise<string[]> {
  await page.waitForSelector(".is-sketch .steps .end");
  return page.$$eval(".is-sketch .steps .say", (steps) =>
    steps.map((step) => (step as HTMLElement).innerText.replace(/\s+/g, " ").trim()),
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

    for (const [width, height] of [
      [1440, 900],
      [360, 740],
    ] as const) {
      alike(`the button that breaks it is in the first screen, ${width} by ${height}`, async () => {
        const page = await openPage(browser, site.url, { python: false });
        await page.setViewport({ width, height });

        const button = await (await find(page, "button", "Check")).boundingBox();

        assert.ok(button && button.y + button.height <= height, JSON.stringify(button));
        await page.close();
      });
    }

    alike("a check tells in short how the event gets lost, and unfolds", () =>
      withNothingSaved(browser, site.url, async (page) => {
        await press(page, "Check");

        const steps = await stepsOf(page);
        await waitForText(page, "heading", "Lost: ItemAdded");
        assert.equal(steps.length, 8);
        assert.equal(steps.at(3), "Monkey: A·1 crashes; A is queued again.");
        assert.equal(steps.at(-1), "At rest: ItemAdded A was never published.");
        assert.equal(await page.$(".step-controls").then((each) => each?.isVisible()), false);

        await press(page, "Step through it");

        assert.equal(await page.$(".step-controls").then((each) => each?.isVisible()), true);
      }),
    );

    once("with the event sent again it holds", () =>
      withNothingSaved(browser, site.url, async (page) => {
        const code = await codeOf(page);
        const send = "context.send(ItemAdded(order.id, message.item))";
        await pasteCode(page, code.replace(/return {2}# a duplicate/, `${send}\n        return`));

        await press(page, "Check");

        await waitForText(page, "status", "it holds");
      }),
    );

    once("who has read the recap is led on to item 2, and sees what is left", () =>
      withFreshEditor(browser, site.url, async (page) => {
        assert.equal(await page.$(".so-far"), null);
        const recap = await openPage(browser, `${site.url}events/recap/`, { python: false });
        await recap.evaluate(() =>
          document.querySelector("article")?.lastElementChild?.scrollIntoView(),
        );
        await recap.waitForSelector(".progress-done");
        await recap.close();

        await page.reload();

        const said = await page.waitForSelector(".so-far");
        const text = await said?.evaluate((each) => each.textContent);
        assert.equal(text, "1 of 21 done; 5 h 40 in all, 5 h 30 to go");
        const next = await page.$eval(".hero .primary", (link) => [
          link.textContent,
          (link as HTMLAnchorElement).href,
        ]);
        assert.deepEqual(next, [
          "Continue with item 2",
          `${site.url}events/event-sourced-handler/`,
        ]);
      }),
    );
  });
}
