// Every page without barriers for axe-core, light or dark, narrow or wide, and within the site's policy. What
// axe-core looks at is the same in every browser; in the others, a page of each kind has to fit its width and
// to keep to the policy.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { colourRules, violationsOn, widthRules } from "./axe.ts";
import { findBrowsers, isFirst, launch, type Site, serveSite } from "./harness.ts";
import { check, exercisePath, find, openPage, press, themeIn, waitForText } from "./lab_page.ts";

const widths = [360, 1440];
const schemes = ["default", "slate"] as const; // Material's names for light and dark
const brainstorm = "events/exactly-as-the-first-time/";
// The front page, a lecture with snippets, an exercise, a brainstorm, a notebook, a page of the reference.
const kinds = [
  "",
  "events/recap/",
  exercisePath,
  brainstorm,
  "notebooks/ways_to_go_wrong/",
  "reference/glossary/",
];

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

test("the sitemap names a page of each kind, so that the tests below see it", () => {
  for (const kind of kinds) assert.ok(addresses.includes(site.url + kind), addresses.join(" "));
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

    const whole = isFirst(installed);
    const found = whole ? "axe-core finds nothing on any page" : "a page of each kind fits";
    test(`${found}, and no policy is broken`, async () => {
      const inspected = whole ? addresses : kinds.map((kind) => site.url + kind);
      const page = await openPage(browser, "about:blank");
      await page.evaluateOnNewDocument(watchThePolicy);
      await page.evaluateOnNewDocument(leavePythonOut, exercisePath);
      for (const address of inspected) {
        await page.goto(address);
        if (address.endsWith(exercisePath)) await showHistory(page);
        if (address.endsWith(brainstorm)) await writeNotes(page);
        for (const width of widths)
          for (const scheme of schemes) {
            await show(page, address, scheme, width);
            const isSeenElsewhere = width < 1000 && scheme === "slate";
            if (whole && !isSeenElsewhere) await inspect(page, address, scheme, width);
          }
        const broken = await page.evaluate(
          () => (window as unknown as { broken: string[] }).broken,
        );
        assert.deepEqual(broken, [], address);
      }
      await page.close();
    });
  });
}

// Runs in the page.
function watchThePolicy(): void {
  const broken: string[] = [];
  Object.assign(window, { broken });
  document.addEventListener("securitypolicyviolation", (event) =>
    broken.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`),
  );
}

// Runs in the page: of all pages with labs, one needs to have Python started.
function leavePythonOut(except: string): void {
  if (location.pathname.endsWith(except)) return;
  window.Worker = new Proxy(window.Worker, {
    construct(real, [address, options]) {
      if (!options?.name?.startsWith("lab-")) return new real(address, options);
      return Object.assign(new EventTarget(), { postMessage() {}, terminate() {} });
    },
  });
}

async function showHistory(page: Page): Promise<void> {
  await waitForText(page, "status", "ready");
  await check(page);
  await press(page, "Show history");
  await find(page, "region", "handler.py at this step");
}

async function writeNotes(page: Page): Promise<void> {
  const notes = 'textarea[aria-label^="Your notes"]';
  await page.waitForSelector(notes);
  await page.focus(notes);
  await page.keyboard.type("an inbox, *maybe*");
  await press(page, "Show what people usually find");
}

async function show(
  page: Page,
  address: string,
  scheme: (typeof schemes)[number],
  width: number,
): Promise<void> {
  await page.setViewport({ width, height: 1300 });
  await page.keyboard.press("Shift"); // where Python is left out, Material's script would be slow to come
  await themeIn(page);
  // As Material's own switch does.
  const media = `(prefers-color-scheme: ${scheme === "slate" ? "dark" : "light"})`;
  await page.$eval(`input[name=__palette][data-md-color-media="${media}"]`, (choice) =>
    (choice as HTMLInputElement).click(),
  );
  assert.equal(await page.$eval("body", (body) => body.dataset.mdColorScheme), scheme);
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  await page // what is drawn for a width takes a moment to be drawn for another
    .waitForFunction(fits, { polling: 50, timeout: 10_000 })
    .catch(() => assert.fail(`${address}, ${width} pixels wide: scrolls sideways`));
}

async function inspect(
  page: Page,
  address: string,
  scheme: (typeof schemes)[number],
  width: number,
): Promise<void> {
  const rules = width < 1000 ? widthRules : scheme === "slate" ? colourRules : null;
  const where = `${address}, ${scheme}, ${width} pixels wide`;
  assert.deepEqual(await violationsOn(page, rules), [], where);
}
