// axe-core on a page as it stands: what it finds, as one line each.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export async function violationsOn(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window)))
    await page.evaluate(await readFile(axe, "utf8")); // no <script>: the page's policy allows none
  await coloursAreStill(page);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
    );
  });
}

/** Waits for colours that are on their way from one scheme to the other: nobody reads these. */
export async function coloursAreStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map((each) => each.finished));
  });
}
