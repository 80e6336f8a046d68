// Checks the solution of every exercise: in its page, as a reader does who has read for some seconds, with
// two cores; and in one worker of the page, where nothing has run before. There it tells apart what the
// searches took and what came on top: collecting, rewriting, reporting.

import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { type InstalledBrowser, launch, type Site } from "../../browser/harness.ts";
import { openPage, pasteCode, waitForText } from "../../browser/lab_page.ts";
import { type Exercise, exercises, startWorker } from "../../browser/worker_talk.ts";
import { pressUntil, putInto } from "./stopwatch.ts";

const reading = 6_000; // milliseconds

export interface CheckFigures {
  exercise: string;
  /** Milliseconds in the page, from the click until the summary. */
  in_page: number;
  /** Milliseconds in one worker, from asking to the last word. */
  total: number;
  /** Milliseconds inside of the tests, where nearly all is search. */
  tests: number;
  states: number;
}

export async function checkAll(installed: InstalledBrowser, site: Site): Promise<CheckFigures[]> {
  const figures: CheckFigures[] = [];
  const browser = await launch(installed, { optimizes: true });
  for (const exercise of await exercises()) {
    const { name, files, main, solution } = exercise;
    const python = await startWorker(browser, site, true);
    const job = { task: "check" as const, files: { ...files, [main]: solution }, main };
    const { milliseconds, events } = await python.timed(job);
    await python.close();
    if (!events.some((event) => event.type === "finished" && event.verdict === "pass")) {
      throw new Error(`${name}: the solution does not pass: ${JSON.stringify(events.at(-1))}`);
    }
    const rows = events.filter((event) => event.type === "row");
    figures.push({
      exercise: name,
      in_page: await inPage(installed, site, exercise, `all ${rows.length} hold`),
      total: milliseconds,
      tests: rows.reduce((sum, row) => sum + row.seconds * 1000, 0),
      states: rows.reduce((sum, row) => sum + statesOf(row.scope), 0),
    });
  }
  await browser.close();
  return figures;
}

// In a browser of its own: in one that has run Python before, it is fast at once.
async function inPage(
  installed: InstalledBrowser,
  site: Site,
  { path, solution }: Exercise,
  summary: string,
): Promise<number> {
  const browser: Browser = await launch(installed, { optimizes: true, cores: 2 });
  const page = await openPage(browser, "about:blank");
  await putInto(page);
  await page.goto(site.url + path);
  await waitForText(page, "status", "ready");
  await pasteCode(page, solution);
  await pause(reading);
  const milliseconds = await pressUntil(page, "Check", summary);
  await browser.close();
  return milliseconds;
}

function statesOf(scope: string): number {
  return Number(scope.match(/([\d,]+) states?/)?.[1]?.replaceAll(",", "") ?? 0);
}
