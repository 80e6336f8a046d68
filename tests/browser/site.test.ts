// The whole site in real browsers: readable without JavaScript, runnable snippets, the one worker that lives
// on from page to page, what is said when Python cannot be had, and that the policy is held.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "puppeteer-core";
import { violationsOn } from "./axe.ts";
import { findBrowsers, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  exercisePath,
  openPage,
  patience,
  press,
  textOf,
  themeIn,
  waitForText,
} from "./lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    const { alike } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    alike("a runnable snippet runs", async () => {
      const page = await openPage(browser, site.url);

      await press(page, "Run");

      await page.waitForFunction(() => document.querySelector(".lab-line") !== null);
      assert.notEqual((await textOf(page, "region", "Output")).trim(), "");
      await page.close();
    });

    const cannotDisable = installed.name === "firefox" && "Firefox has no command for it yet";
    test("without JavaScript the code and the hints are there", {
      skip: cannotDisable,
    }, async () => {
      const page = await browser.newPage();
      await page.setJavaScriptEnabled(false);
      await page.goto(site.url + exercisePath);

      const text = await page.$eval("main", (main) => main.innerText);

      assert.match(text, /class AddItemHandler/);
      assert.match(text, /python -m consistent_messaging check event_sourced_handler/);
      const [hint] = await page.$$(".cm-hint summary");
      await hint?.click();
      assert.equal(await page.$eval(".cm-hint", (each) => (each as HTMLDetailsElement).open), true);
      await page.close();
    });

    alike("Python lives on when the reader goes to another page", async () => {
      const page = await openPage(browser, site.url + exercisePath);
      await waitForText(page, "status", "ready");
      await themeIn(page);
      await site.idle(); // it asks first which pages there are
      const opened = await page.evaluate(() => performance.timeOrigin);

      await page.evaluate((front) => {
        const seen = window as unknown as { workers: number };
        seen.workers = 0;
        window.Worker = class extends window.Worker {
          constructor(address: string | URL, options?: WorkerOptions) {
            super(address, options);
            seen.workers += 1;
          }
        };
        [...document.links].find((link) => link.href === front)?.click();
      }, site.url);
      await page.waitForFunction((front) => location.href === front, {}, site.url);
      await press(page, "Run");

      await page.waitForFunction(() => document.querySelector(".lab-line") !== null);
      assert.equal(await page.evaluate(() => performance.timeOrigin), opened);
      assert.equal(
        await page.evaluate(() => (window as unknown as { workers: number }).workers),
        0,
      );
      await page.close();
    });

    alike("a page without a lab loads neither editor nor Python", async () => {
      const context = await browser.createBrowserContext(); // with an empty cache
      const page = await context.newPage();
      const asked = site.requests.length;

      await page.goto(`${site.url}reference/glossary/`);
      await site.idle();

      const paths = site.requests.slice(asked).map(({ path }) => path);
      assert.ok(paths.some((path) => path.endsWith("assets/lab/lab.js")));
      assert.deepEqual(
        paths.filter((path) => /assets\/(python|lab\/(mount_exercises-|worker))/.test(path)),
        [],
      );
      await context.close();
    });

    alike(
      "on a phone, code of a notebook keeps its lines and scrolls by keyboard; elsewhere it is no stop",
      async () => {
        const page = await openPage(browser, "about:blank");
        await page.setViewport({ width: 360, height: 800 });
        await page.goto(`${site.url}notebooks/ways_to_go_wrong/`);
        await page.$$eval("details.code", (folds) => {
          for (const fold of folds) fold.open = true;
        });
        const areStops = (wanted: boolean) =>
          page.waitForFunction(
            (stop) => {
              const all = [...document.querySelectorAll<HTMLElement>(".highlight.cell > pre")];
              return all.length > 1 && all.every((code) => (code.tabIndex === 0) === stop);
            },
            { polling: 50 },
            wanted,
          );
        await areStops(true);

        await page.focus(".highlight.cell > pre");
        await page.keyboard.press("ArrowRight");

        await page.waitForFunction(
          () => (document.activeElement?.scrollLeft ?? 0) > 0 && scrollX === 0,
        );
        assert.deepEqual(await violationsOn(page, undefined, ".md-content"), []);
        await page.setViewport({ width: 1440, height: 800 });
        await areStops(false);
        await page.close();
      },
    );

    alike("when Python cannot be loaded, the page says so and tries again on request", async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      // Requests of a worker cannot be intercepted, so each is asked for in vain until mended. There may
      // be two: what begins in the head may have failed before the rest of the lab asks.
      await page.evaluateOnNewDocument(() => {
        const asked = window.Worker;
        window.Worker = class extends asked {
          constructor(address: string | URL, options?: WorkerOptions) {
            super(options?.name?.startsWith("lab-") ? "missing.js" : address, options);
          }
        };
        window.addEventListener("mended", () => {
          window.Worker = asked;
        });
      });
      await page.goto(site.url + exercisePath);

      await waitForText(page, "status", "Python could not be loaded. Check the connection");
      await page.evaluate(() => window.dispatchEvent(new Event("mended")));
      await press(page, "Try again");

      await waitForText(page, "status", "ready");
      await page.close();
    });

    alike("what breaks the policy would be noticed", async () => {
      const page = await openPage(browser, site.url, { python: false });
      const directive = await page.evaluate(
        () =>
          new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) =>
              resolve(event.effectiveDirective),
            );
            const script = document.createElement("script");
            script.textContent = "window.hasRun = true";
            document.body.append(script);
          }),
      );

      assert.match(String(directive), /^script-src/);
      assert.equal(await page.evaluate(() => "hasRun" in window), false);
      await page.close();
    });
  });
}
