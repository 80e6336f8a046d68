// Visits each site as a person would: for the first time, again, on to another page; and notes what
// goes over the wire.

import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { type InstalledBrowser, launch, type Site, serveSite } from "../../browser/harness.ts";
import type { Contender } from "./contenders.ts";
import { putInto } from "./stopwatch.ts";

/** Milliseconds and bytes, by what they are of. */
export type Figures = Record<string, number>;

const patience = 120_000;
// A browser that has just been started, or has just closed a page, still has work of its own.
export const restMilliseconds = 2_000;

// What goes over the wire, by what it is for; whatever else there is belongs to the page.
const parts: Record<string, string> = {
  ".css": "bytes_of_styles",
  ".js": "bytes_of_scripts",
  ".mjs": "bytes_of_scripts",
  ".wasm": "bytes_of_module",
  ".gz": "bytes_of_library",
  ".whl": "bytes_of_library",
  ".zip": "bytes_of_library",
  ".data": "bytes_of_library",
};

/** Serves one of the sites that are compared. */
export function serve(folder: string): Promise<Site> {
  return serveSite({ folder: join("build/bench/sites", folder) });
}

/** One round: a browser that knows nothing, a first visit, and another one. */
export async function visit(installed: InstalledBrowser, contender: Contender): Promise<Figures> {
  const site = await serve(contender.folder);
  const browser = await launch(installed, { optimizes: true, cores: availableParallelism() });
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
  Object.assign(figures, bytesByPart(site), await untilReadable(page));
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
  if (contender.goToText) figures.text_page = await contender.goToText(page);
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

function bytesByPart({ requests }: Site): Figures {
  const names = ["bytes_until_output", "bytes_of_page", ...Object.values(parts)];
  const figures: Figures = Object.fromEntries(names.map((name) => [name, 0]));
  for (const { path, bytes } of requests)
    for (const name of ["bytes_until_output", parts[extname(path)] ?? "bytes_of_page"])
      figures[name] = (figures[name] ?? 0) + bytes;
  return figures;
}

/** When something could first be read, and what the page itself had loaded by then. */
async function untilReadable(page: Page): Promise<Figures> {
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const readable = paint?.startTime ?? Number.NaN;
    const loaded = ["navigation", "resource"].flatMap(
      (type) => performance.getEntriesByType(type) as PerformanceResourceTiming[],
    );
    const early = loaded.filter((each) => each.responseEnd <= readable);
    return {
      readable,
      bytes_until_readable: early.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
}
