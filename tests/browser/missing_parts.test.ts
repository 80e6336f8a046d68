// A part of the lab or of Python that cannot be downloaded: the page says so, with a way on, and that way
// works once the network is there again.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe } from "node:test";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import {
  findBrowsers,
  isFirst,
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
  find,
  openPage,
  type PageOptions,
  patience,
  press,
  waitForText,
} from "./lab_page.ts";

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once, slowOnce } = testsIn(installed);
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
      context = await browser.createBrowserContext();
    });
    afterEach(async () => {
      await context.close();
    });

    /** Opens the first exercise, without what is named. */
    async function openWithout(missing: string, options?: PageOptions): Promise<Page> {
      site.cut(new RegExp(missing));
      return openPage(context, site.url + exercisePath, options);
    }

    for (const part of ["worker\\.js", "asm\\.wasm", "asm\\.mjs", "snapshot\\.gz|stdlib\\.zip"]) {
      const each = part === "worker\\.js" ? alike : part === "asm\\.wasm" ? once : slowOnce;
      each(`Python without ${part.replaceAll("\\", "")} is loaded when asked again`, async () => {
        const page = await openWithout(part);
        await waitForText(page, "status", "Python could not be loaded. Check the connection");

        site.mend();
        await press(page, "Try again");

        await waitForText(page, "status", "ready");
        await press(page, "Run");
        await waitForText(page, "status", "ready");
      });
    }

    testSlow("Python starts where its WebAssembly is called something else", async () => {
      const types = [
        "text/plain",
        "application/octet-stream",
        "application/wasm; charset=utf-8",
        "",
      ];
      for (const type of isFirst(installed) ? types : types.slice(0, 1)) {
        site.distort(/asm\.wasm/, (answer) => {
          const { "content-type": _, ...headers } = answer.headers;
          return {
            ...answer,
            headers: type === "" ? headers : { ...headers, "content-type": type },
          };
        });
        const page = await context.newPage();
        page.setDefaultTimeout(patience);
        await page.goto(site.url + exercisePath);
        await waitForText(page, "status", "ready");
        await page.close();
      }
      site.mend();
    });

    alike("where WebAssembly is switched off, the page says so", async () => {
      const other = await launch(installed, { webAssembly: false });
      const page = await openPage(other, site.url + exercisePath);
      await waitForText(
        page,
        "status",
        "it needs WebAssembly, which is switched off in this browser",
      );
      await find(page, "button", "Reload the page");
      await other.close();
    });

    once("without its snapshots, Python starts from its files", async () => {
      const page = await openWithout("snapshot\\.gz");
      await waitForText(page, "status", "ready");
      assert.match((await check(page)).join("\n"), /holds One item is stored/);
    });

    once("the checks are loaded when asked for again", async () => {
      const page = await openWithout("checks\\.snapshot|pytest");
      await waitForText(page, "status", "ready");
      await press(page, "Check");
      await waitForText(page, "status", "The checks could not be loaded. Check the connection");

      site.mend();
      assert.match((await check(page)).join("\n"), /holds One item is stored/);
    });

    alike(
      "without the lab the code is there, too, and the page says what can be done",
      async () => {
        const page = await openWithout("lab/lab\\.js");
        await waitForText(page, "status", "The editor could not be loaded. If your browser blocks");
        assert.equal((await page.$$(".lab-missing")).length, 1);
        assert.ok(await page.$eval(".cm-lab pre", (code) => code.checkVisibility()));

        site.mend();
        await page.reload();
        await waitForText(page, "status", "ready");
        assert.equal((await page.$$(".lab-missing")).length, 0);
      },
    );

    once("without the editor the code is there to be read", async () => {
      const page = await openWithout("lab/mount_exercises-");
      await page.waitForFunction(() =>
        document.body.innerText.includes("The editor could not be loaded. Reload the page"),
      );
      assert.ok(await page.$eval(".cm-lab pre", (code) => code.checkVisibility()));

      site.mend();
      await page.reload();
      await waitForText(page, "status", "ready");
    });

    alike("the comparison is loaded when it is opened again", async () => {
      const page = await openWithout("lab/diff_view-", { python: false });
      await press(page, "Differences");
      await waitForText(page, "status", "could not be loaded");

      site.mend();
      await press(page, "Differences");
      await press(page, "Differences");
      await waitForText(page, "status", "There is no difference.");
    });

    alike("a history is loaded when asked for again", async () => {
      const page = await openWithout("history/history\\.css|lab/history_panel-");
      await waitForText(page, "status", "ready");
      await check(page); // which offers the history of the first check that fails
      await waitForText(page, "status", "The history could not be loaded.");

      site.mend();
      await press(page, "Try again");
      await find(page, "heading", "What happened");
    });

    once("the download is made when asked for again", async () => {
      const page = await openWithout("assets/course/", { python: false });
      await press(page, "Download");
      await press(page, "This exercise");
      await waitForText(page, "status", "could not be");

      site.mend();
      await press(page, "This exercise");
      await page.waitForFunction(
        () => !document.querySelector(".lab-notices")?.textContent?.includes("could not be"),
      );
    });
  });
}
