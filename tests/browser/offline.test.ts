// The course without a network, and a page that stays open while a newer course takes the place of the
// one that it belongs to.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import {
  type Answer,
  findBrowsers,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testSlow,
  testsIn,
} from "./harness.ts";
import {
  check,
  exercisePath,
  leavePythonOut,
  openPage,
  pasteCode,
  press,
  textOf,
  waitForText,
} from "./lab_page.ts";
import { newerSentence, newerSite } from "./newer_site.ts";

const otherExercise = "events/first-item-added/";

let site: Site;
let newer: string;
before(async () => {
  site = await serveSite({ keptOffline: true });
  newer = await newerSite();
});
after(async () => {
  await site.close();
  await rm(newer, { recursive: true });
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once } = testsIn(installed);
    let browser: Browser;
    let context: BrowserContext; // in which nothing is kept yet
    beforeEach(async () => {
      site.mend();
      await site.deploy("site");
      context = await browser.createBrowserContext();
    });
    afterEach(async () => {
      await context.close();
    });
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    alike("after the first exercise, all of the course opens without a network", async () => {
      const page = await openKept(context);
      site.cut(/./);

      await page.goto(site.url + otherExercise);
      await waitForText(page, "status", "ready");
      await pasteCode(page, "import colorsys\nprint('without', colorsys.__name__)\n");
      await press(page, "Run");
      await waitForText(page, "region", "without colorsys");
      await waitForText(page, "status", "ready");
      await press(page, "Reset");
      assert.notDeepEqual(await check(page), []);
      await press(page, "Differences");
      await waitForText(page, "status", "There is no difference.");
      await page.goto(site.url);
      assert.match(await page.title(), /Consistent messaging/);
      await page.goto(`${site.url}events/recap`); // as one may type it
      assert.equal(page.url(), `${site.url}events/recap/`);
    });

    const opensWhere = async (names: string[]) => {
      const page = await openKept(context);
      const html = { "content-type": "text/html" };
      const elsewhere = site.url.replace("127.0.0.1", "localhost");
      const ways: Record<string, (answer: Answer) => Answer | Promise<Answer>> = {
        "a server that hangs": () => new Promise(() => {}),
        "a server that is down": () => ({ status: 503, headers: html, body: Buffer.from("down") }),
        "a page that asks for a password": () => ({
          status: 200,
          headers: html,
          body: Buffer.from("<title>Log in</title>"),
        }),
        "a way to such a page": () => ({
          status: 302,
          headers: { location: `${elsewhere}login` },
          body: Buffer.alloc(0),
        }),
      };
      await leavePythonOut(page, otherExercise);
      for (const name of names) {
        site.distort(/./, ways[name] ?? assert.fail(name));
        for (const address of ["events/recap", otherExercise]) {
          await page.goto(site.url + address, { timeout: 20_000 }).catch(() => {});
          const shown = await page.evaluate(() => `${location.href} ${document.title}`);
          assert.match(shown, /(first-item-added|recap)\/ .*Consistent messaging/, name);
        }
        await waitForText(page, "status", "ready");
        site.mend();
      }
    };
    const commonly = ["a server that hangs", "a server that is down"];
    const behindAProxy = ["a page that asks for a password", "a way to such a page"];
    once("where the network hangs, or the server is down, the kept course opens", () =>
      opensWhere(commonly),
    );
    testSlow("where the network hangs, or somebody else answers, the kept course opens", () =>
      opensWhere([...commonly, ...behindAProxy]),
    );

    once("an answer of the site's own is shown, though something else is kept", async () => {
      const page = await openKept(context);
      await site.deploy(newer);
      await page.reload(); // else the browser need not ask
      assert.match(await textOf(page, "heading"), new RegExp(newerSentence));
      await page.goto(`${site.url}events/event-sourced-handler`);
      assert.match(await textOf(page, "heading"), new RegExp(newerSentence));
      await page.goto(`${site.url}no-such-page/`);
      assert.match(await textOf(page, "heading"), /There is no such page/);
    });

    alike("a page goes on with its own course while a newer one is put in its place", async () => {
      const page = await openKept(context);
      await page.reload();
      await waitForText(page, "status", "ready");

      await site.deploy(newer);
      await pasteCode(page, "print('begins')\nwhile True:\n    pass\n");
      await press(page, "Run");
      await waitForText(page, "region", "begins");
      await press(page, "Stop");
      await waitForText(page, "status", "ready"); // a worker of its own course
      await press(page, "Differences"); // a part that the newer course does not have
      await waitForText(page, "status", "differs from the starter");

      await page.reload();
      await waitForText(page, "status", "ready");
      assert.match(await textOf(page, "heading"), new RegExp(newerSentence));
      await page.waitForFunction(
        async () => (await navigator.serviceWorker.ready).waiting !== null,
        { polling: 100 },
      );
      await page.close();
      await expectNewer(context);
    });

    alike("a page that kept nothing says that the course was updated", async () => {
      const updated = await serveSite({ maxAge: 0 });
      const page = await openPage(context, updated.url + exercisePath);
      await waitForText(page, "status", "ready");

      await updated.deploy(newer);
      await pasteCode(page, "print('begins')\nwhile True:\n    pass\n");
      await press(page, "Run");
      await waitForText(page, "region", "begins");
      await press(page, "Stop");

      await waitForText(page, "status", "The course was updated since this page was opened.");
      await press(page, "Reload the page");
      await waitForText(page, "status", "ready");
      assert.match(await textOf(page, "textbox", "handler.py, your code"), /begins/);
      await updated.close();
    });
  });
}

/** A page with an exercise, once the browser keeps the whole site. */
async function openKept(context: BrowserContext): Promise<Page> {
  const page = await openPage(context, site.url + exercisePath);
  await waitForText(page, "status", "ready");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, { polling: 50 });
  return page;
}

/** Once no page of the older course is open, the browser keeps the newer one alone. */
async function expectNewer(context: BrowserContext): Promise<void> {
  const page = await openWithNewer(context);
  // Chromium may end with a page that is left in the moment in which its worker starts.
  await waitForText(page, "status", "ready");
  assert.equal((await page.evaluate(() => caches.keys())).length, 1);
  site.cut(/./);
  await page.goto(site.url + otherExercise);
  await waitForText(page, "status", "ready");
  await page.goto(site.url + exercisePath);
  assert.match(await textOf(page, "heading"), new RegExp(newerSentence));
}

/** A page that is open before the newer course has taken over keeps it from doing so. */
async function openWithNewer(context: BrowserContext): Promise<Page> {
  for (let left = 50; left > 0; left -= 1) {
    const page = await openPage(context, site.url + exercisePath);
    const isNewer = await page.evaluate(async () => {
      const { waiting, installing } = await navigator.serviceWorker.ready;
      return waiting === null && installing === null;
    });
    if (isNewer) return page;
    await page.close();
    await pause(200);
  }
  assert.fail("the newer course has not taken over");
}
