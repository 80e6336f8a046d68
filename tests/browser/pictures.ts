// Makes the pictures of the README from the built site, light and dark: an exercise whose starter was
// checked, with the history that breaks it. `make pictures` runs it; the pictures are in .github/pictures.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { findBrowsers, launch, serveSite } from "./harness.ts";
import { check, exercisePath, find, press, waitForText } from "./lab_page.ts";

const folder = join(import.meta.dirname, "../../.github/pictures");
const window = { width: 1280, height: 860, deviceScaleFactor: 2 };

const chromium = findBrowsers().find(({ name }) => name === "chromium");
if (chromium === undefined) throw new Error("The pictures are made with Chromium. Install it.");

await mkdir(folder, { recursive: true });
const site = await serveSite();
const browser = await launch(chromium);
for (const scheme of ["light", "dark"]) {
  const context = await browser.createBrowserContext(); // the page keeps the scheme of its first visit
  const page = await context.newPage();
  await page.setViewport(window);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(site.url + exercisePath);
  await showHistory(page);
  await page.screenshot({
    path: join(folder, `exercise_${scheme}.webp`),
    type: "webp",
    quality: 80,
  });
  await context.close();
}
await browser.close();
await site.close();

async function showHistory(page: Page): Promise<void> {
  await waitForText(page, "status", "ready");
  await check(page);
  await press(page, "Show history");
  await page.waitForSelector(".beat");
  const heading = await find(page, "heading", "What happened");
  await heading.evaluate((each) => {
    scrollTo({ top: scrollY + each.getBoundingClientRect().top - 150, behavior: "instant" });
  });
}
