// The whole site in real browsers: readable without JavaScript, without barriers for axe-core, runnable
// snippets, the one worker that lives on from page to page, and what is said when Python cannot be had.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { coloursAreStill } from "./axe.ts";
import { findBrowsers, launch, type Site, serveSite } from "./harness.ts";
import {
  check,
  exercisePath,
  find,
  openPage,
  patience,
  press,
  textOf,
  waitForText,
} from "./lab_page.ts";

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const widths = [360, 1440];
const schemes = ["default", "slate"] as const; // Material's names for light and dark

let site: Site;
let addresses: string[];
before(async () => {
  site = await serveSite();
  const sitemap = await (await fetch(`${site.url}sitemap.xml`)).text();
  addresses = [...sitemap.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => address ?? "");
});
after(async () => {
  await site.close();
});

test("the sitemap names the exercise's page, so that the tests below see it", () => {
  assert.ok(addresses.includes(site.url + exercisePath), addresses.join(" "));
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

    test("a runnable snippet runs", async () => {
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

    test("Python lives on when the reader goes to another page", async () => {
      const page = await openPage(browser, site.url + exercisePath);
      await waitForText(page, "status", "ready");
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

    test("a page without a lab loads neither editor nor Python", async () => {
      const context = await browser.createBrowserContext(); // with an empty cache
      const page = await context.newPage();
      const asked = site.requests.length;

      await page.goto(`${site.url}reference/glossary/`);
      await page.waitForNetworkIdle();

      const paths = site.requests.slice(asked).map(({ path }) => path);
      assert.ok(paths.some((path) => path.endsWith("assets/lab/lab.js")));
      assert.deepEqual(
        paths.filter((path) => /assets\/(python|lab\/(mount-|worker))/.test(path)),
        [],
      );
      await context.close();
    });

    test("when Python cannot be loaded, the page says so and tries again on request", async () => {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      // Requests of a worker cannot be intercepted, so the first worker is asked for in vain.
      await page.evaluateOnNewDocument(() => {
        const asked = window.Worker;
        window.Worker = class extends asked {
          constructor(address: string | URL, options?: WorkerOptions) {
            const isOurs = String(address).includes("/assets/lab/");
            super(isOurs ? "missing.js" : address, options);
            if (isOurs) window.Worker = asked;
          }
        };
      });
      await page.goto(site.url + exercisePath);

      await waitForText(page, "status", "Python could not be loaded. Check the connection");
      await press(page, "Try again");

      await waitForText(page, "status", "ready");
      await page.close();
    });

    test("axe-core finds nothing on any page, light or dark, narrow or wide, and no policy is broken", async () => {
      const page = await openPage(browser, "about:blank");
      await page.evaluateOnNewDocument(() => {
        const seen: string[] = [];
        Object.assign(window, { violations: seen });
        document.addEventListener("securitypolicyviolation", (event) =>
          seen.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`),
        );
      });
      for (const address of addresses) {
        await page.goto(address);
        if (address.endsWith(exercisePath)) await showHistory(page);
        for (const width of widths)
          for (const scheme of schemes) await inspect(page, address, scheme, width);
        const broken = await page.evaluate(
          () => (window as unknown as { violations: string[] }).violations,
        );
        assert.deepEqual(broken, [], address);
      }
      await page.close();
    });

    test("what breaks the policy would be noticed", async () => {
      const page = await openPage(browser, site.url);
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

async function showHistory(page: Page): Promise<void> {
  await waitForText(page, "status", "ready");
  await check(page);
  await press(page, "Show history");
  await find(page, "region", "handler.py at this step");
}

async function inspect(
  page: Page,
  address: string,
  scheme: (typeof schemes)[number],
  width: number,
): Promise<void> {
  const where = `${address}, ${scheme}, ${width} pixels wide`;
  await page.setViewport({ width, height: 1300 });
  // As Material's own switch does.
  await page.$eval(`input[name=__palette][data-md-color-scheme=${scheme}]`, (choice) =>
    (choice as HTMLInputElement).click(),
  );
  assert.equal(await page.$eval("body", (body) => body.dataset.mdColorScheme), scheme);
  assert.equal(
    await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    true,
    `${where}: scrolls sideways`,
  );
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await axe);
  await coloursAreStill(page);
  // Between light and dark only the colours differ.
  const rules = scheme === "slate" ? ["color-contrast", "link-in-text-block"] : null;
  const violations = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const results = await axe.run({
      resultTypes: ["violations"],
      ...(runOnly === null ? {} : { runOnly }),
    });
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
    );
  }, rules);
  assert.deepEqual(violations, [], where);
}
