// Visits each site as a person would: for the first time, again, on to another page; and notes what
// goes over the wire.

import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { type InstalledBrowser, launch, type Site, serveSite } from "../../browser/harness.ts";
import type { Contender } from "./contenders.ts";
import { putInto } from "./stopwatch.ts";

/** Milliseconds and bytes, by what they are of. */
export type Figures = Record<string, number>;

const patience = 120_000;
// A browser that has just been started, or has just closed a page, still has work of its own.
const restMilliseconds = 2_000;

/** One round: a browser that knows nothing, a first visit, and another one. */
export async function visit(installed: InstalledBrowser, contender: Contender): Promise<Figures> {
  const site = await serveSite({ folder: join("build/bench/sites", contender.folder) });
  const browser = await launch(installed);
  try {
    const figures: Figures = {};
    await firstVisit(browser, site, contender, figures);
    await laterVisit(browser, site, contender, figures);
    return figures;
  } finally {
    await browser.close();
    await site.close();
  }
}

async function firstVisit(
  browser: Browser,
  site: Site,
  contender: Contender,
  figures: Figures,
): Promise<void> {
  const page = await open(browser, site, contender);
  const { usable, output } = await contender.firstOutput(page);
  figures.first_visit = output;
  figures.first_usable = usable;
  figures.bytes_until_output = total(site);
  figures.readable = await firstPaint(page);
  await page.close();
}

async function laterVisit(
  browser: Browser,
  site: Site,
  contender: Contender,
  figures: Figures,
): Promise<void> {
  const page = await open(browser, site, contender);
  const { usable, output } = await contender.firstOutput(page);
  figures.later_visit = output;
  figures.later_usable = usable;
  if (contender.runAgain) figures.run = await contender.runAgain(page);
  if (contender.goOn) figures.other_page = await contender.goOn(page);
  if (contender.stop) figures.stop = await contender.stop(page);
  await page.close();
}

async function open(browser: Browser, site: Site, contender: Contender): Promise<Page> {
  await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await putInto(page);
  await page.goto(site.url + contender.path, { waitUntil: "domcontentloaded" });
  return page;
}

function total(site: Site): number {
  return site.requests.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
}
