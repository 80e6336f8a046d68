// Checks the solution of every exercise in the page's own worker, and tells apart what the searches in
// it took and what came on top: collecting, rewriting, reporting.

import type { Browser } from "puppeteer-core";
import type { Site } from "../../browser/harness.ts";
import { exercises, startWorker } from "../../browser/worker_talk.ts";

export interface CheckFigures {
  exercise: string;
  /** Milliseconds from asking to the last word. */
  total: number;
  /** Milliseconds inside of the tests, where nearly all is search. */
  tests: number;
  states: number;
}

export async function checkAll(browser: Browser, site: Site): Promise<CheckFigures[]> {
  const figures: CheckFigures[] = [];
  for (const { name, files, main, solution } of await exercises()) {
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
      total: milliseconds,
      tests: rows.reduce((sum, row) => sum + row.seconds * 1000, 0),
      states: rows.reduce((sum, row) => sum + statesOf(row.scope), 0),
    });
  }
  return figures;
}

function statesOf(scope: string): number {
  return Number(scope.match(/([\d,]+) states?/)?.[1]?.replaceAll(",", "") ?? 0);
}
