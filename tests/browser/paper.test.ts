// What a reader's settings ask for: pages on paper, and nothing that moves. Both are emulated by Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, launch, type Site, serveSite } from "./harness.ts";
import {
  check,
  codeOf,
  exercisePath,
  find,
  openFresh,
  openPage,
  pasteCode,
  press,
  waitForText,
} from "./lab_page.ts";

const chromium = findBrowsers().find((browser) => browser.name === "chromium");
const skip = chromium === undefined;

let site: Site;
let browser: Browser;
before(async () => {
  site = await serveSite();
  if (chromium) browser = await launch(chromium);
});
after(async () => {
  await browser?.close();
  await site.close();
});

async function openHistory(): Promise<Page> {
  const page = await openFresh(browser, site.url + exercisePath);
  await waitForText(page, "status", "ready");
  await check(page);
  await press(page, "Show history");
  await find(page, "heading", "What happened");
  return page;
}

/** What is on the page to be pressed or filled in. */
async function controlsOf(page: Page): Promise<string[]> {
  return page.$$eval("button, input, select, textarea", (all) =>
    all
      .filter((each) => each.checkVisibility() && each.getAttribute("aria-selected") !== "true")
      .map((each) => each.textContent ?? ""),
  );
}

test("on paper an exercise is its text, its code and its history, with nothing to press", {
  skip,
}, async () => {
  const page = await openHistory();
  assert.notDeepEqual(await controlsOf(page), []);

  await page.emulateMediaType("print");

  assert.deepEqual(await controlsOf(page), []);
  await find(page, "heading", "What happened");
  assert.match(await codeOf(page), /class AddItemHandler/);
  await page.close();
});

test("on paper nothing is cut off, and what a button says in a sentence is there", {
  skip,
}, async () => {
  const page = await openHistory();
  await page.waitForSelector(".line-link");
  await page.setViewport({ width: 718, height: 1000 }); // A4, with margins

  await page.emulateMediaType("print");

  const said = (where: string): Promise<string[]> =>
    page.$$eval(where, (all) => all.map((each) => getComputedStyle(each, "::before").content));
  assert.deepEqual(await said(".why .on-paper"), ['"Line 22"']);
  assert.equal((await said(".beat .on-paper")).length, 4);
  assert.ok((await said(".beat .on-paper")).every((number) => /^"\d+"$/.test(number)));
  const widths = await page.$$eval(".lab-check-name", (all) => all.map((each) => each.clientWidth));
  assert.ok(Math.min(...widths) > 250, `titles are ${widths} pixels wide`);
  await pasteCode(page, `text = "${"long ".repeat(40)}"\n`);
  const isCut = await page.$eval(".cm-scroller", (each) => each.scrollWidth > each.clientWidth);
  assert.equal(isCut, false);
  await page.close();
});

test("on paper the notes are there, and what they are gathered from", { skip }, async () => {
  const page = await openPage(browser, `${site.url}events/exactly-as-the-first-time/`, {
    python: false,
  });
  await page.waitForSelector("textarea");
  await page.type("textarea", "keep the state of that time");
  await page.waitForFunction(() =>
    /^saved/.test(document.querySelector(".cm-notes .lab-saved")?.textContent ?? ""),
  );
  await page.goto(`${site.url}looking-back/retrospective/`);
  await find(page, "button", "Print");
  await page.waitForSelector("article ::-p-text(keep the state of that time)"); // Markdown comes later

  await page.emulateMediaType("print");

  assert.match(await page.$eval("article", (all) => all.innerText), /keep the state of that time/);
  assert.ok(!(await controlsOf(page)).includes("Print"));
  await page.close();
});

test("for who wants less motion, nothing moves", { skip }, async () => {
  const page = await openHistory();
  const moving = () =>
    page.$$eval("*", (all) =>
      all
        .map((each) => [each.className, getComputedStyle(each)] as const)
        .filter(
          ([, style]) =>
            style.scrollBehavior === "smooth" ||
            style.transitionDuration.split(",").some((time) => Number.parseFloat(time) > 0) ||
            (style.animationName !== "none" && Number.parseFloat(style.animationDuration) > 0),
        )
        .map(([name]) => String(name)),
    );
  assert.notDeepEqual(await moving(), []);

  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);

  assert.deepEqual(await moving(), []);
  await pasteCode(page, "print('still')\n");
  assert.deepEqual(await moving(), []);
  await page.close();
});
