// Pages without barriers for axe-core, and within the site's policy. What axe-core looks at is the same in every
// browser; in the others, a page of each kind has to fit a phone and to keep to the policy. The pages share their
// frame, their colours and their styles, so one of each kind is looked at, and the two with the most parts in dark
// and narrow as well. Where there is time, each page is looked at in each way.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { colourRules, type Rules, violationsOn, widthRules } from "./axe.ts";
import { findBrowsers, isFirst, launch, type Site, serveSite, testSlow } from "./harness.ts";
import {
  check,
  exercisePath,
  find,
  leavePythonOut,
  openPage,
  press,
  themeIn,
  waitForText,
} from "./lab_page.ts";

/** How a page is looked at, and what can be wrong only then. */
interface View {
  readonly width: number;
  readonly scheme: "default" | "slate"; // Material's names for light and dark
  readonly rules: Rules;
}

const phone = 360;
const views: View[] = [
  { width: 1440, scheme: "default", rules: { without: [] } },
  { width: 1440, scheme: "slate", rules: colourRules },
  { width: phone, scheme: "default", rules: widthRules },
];
const brainstorm = "events/exactly-as-the-first-time/";
// The front page, a lecture with snippets, an exercise, a brainstorm, designs, a case, a notebook, a reference.
const kinds = [
  "",
  "events/recap/",
  exercisePath,
  brainstorm,
  "own-design/",
  "cases/duplicate-forgotten/",
  "notebooks/ways_to_go_wrong/",
  "reference/glossary/",
];
const manyParts = [exercisePath, "own-design/"];

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

    const ofEachKind = () => kinds.map((kind) => site.url + kind);
    if (isFirst(installed)) {
      test("axe-core finds nothing on a page of each kind, nor in dark or narrow ones", () =>
        lookAt(browser, ofEachKind(), (address) =>
          manyParts.some((path) => address === site.url + path) ? views : views.slice(0, 1),
        ));
      testSlow("axe-core finds nothing on any page, light or dark, narrow or wide", () =>
        lookAt(browser, addresses, () => views),
      );
    } else
      testSlow("a page of each kind fits, and no policy is broken", () =>
        lookAt(browser, ofEachKind(), () => []),
      );
  });
}

/** Opens each of these, in which nothing breaks the policy; has axe-core look at it in these ways. */
async function lookAt(
  browser: Browser,
  inspected: string[],
  waysOf: (address: string) => View[],
): Promise<void> {
  const page = await openPage(browser, "about:blank");
  await page.evaluateOnNewDocument(watchThePolicy);
  await leavePythonOut(page, exercisePath); // of all pages with labs, one needs to have Python started
  for (const address of inspected) {
    await page.setViewport({ width: phone, height: 1300 });
    await page.goto(address);
    if (address.endsWith(exercisePath)) await showHistory(page);
    if (address.endsWith(brainstorm)) await writeNotes(page);
    await expectFits(page, address, phone);
    for (const view of waysOf(address)) {
      await show(page, address, view);
      const violations = await violationsOn(page, view.rules);
      assert.deepEqual(violations, [], `${address}, ${view.scheme}, ${view.width} wide`);
    }
    const broken = await page.evaluate(() => (window as unknown as { broken: string[] }).broken);
    assert.deepEqual(broken, [], address);
  }
  await page.close();
}

// Runs in the page.
function watchThePolicy(): void {
  const broken: string[] = [];
  Object.assign(window, { broken });
  document.addEventListener("securitypolicyviolation", (event) =>
    broken.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`),
  );
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

async function show(page: Page, address: string, { scheme, width }: View): Promise<void> {
  await page.setViewport({ width, height: 1300 });
  await page.keyboard.press("Shift"); // where Python is left out, Material's script would be slow to come
  await themeIn(page);
  // As Material's own switch does.
  const media = `(prefers-color-scheme: ${scheme === "slate" ? "dark" : "light"})`;
  await page.$eval(`input[name=__palette][data-md-color-media="${media}"]`, (choice) =>
    (choice as HTMLInputElement).click(),
  );
  assert.equal(await page.$eval("body", (body) => body.dataset.mdColorScheme), scheme);
  await expectFits(page, address, width);
}

/** What is drawn for a width takes a moment to be drawn for another. */
async function expectFits(page: Page, address: string, width: number): Promise<void> {
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  await page
    .waitForFunction(fits, { polling: 50, timeout: 10_000 })
    .catch(() => assert.fail(`${address}, ${width} pixels wide: scrolls sideways`));
}
