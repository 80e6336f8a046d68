// axe-core on a page as it stands: what it finds, as one line each.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Between light and dark only the colours differ. */
export const colourRules = ["color-contrast", "link-in-text-block"];

/** Between wide and narrow: what has room, what scrolls, and the colours of what only one of them shows. */
export const widthRules = ["target-size", "scrollable-region-focusable", "color-contrast"];

/** Only these rules, or all without these. */
export type Rules = string[] | { without: string[] };

/** By all rules, or by some; on the whole page, or only within what this selector finds. */
export async function violationsOn(
  page: Page,
  rules: Rules = { without: [] },
  within = "html",
): Promise<string[]> {
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(await axe); // no <script>: the page's policy allows none
  await coloursAreStill(page);
  return page.evaluate(
    async (chosen, part) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const { violations } = await axe.run(part, {
        resultTypes: ["violations"],
        ...(Array.isArray(chosen)
          ? { runOnly: chosen }
          : { rules: Object.fromEntries(chosen.without.map((id) => [id, { enabled: false }])) }),
      });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
      );
    },
    rules,
    within,
  );
}

/**
 * Waits for colours that are on their way from one scheme to the other: nobody reads these. In a fold that
 * is closed they never arrive, and nobody sees them.
 */
async function coloursAreStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((each) => (each.effect as KeyframeEffect).target?.checkVisibility())
      .filter((each) => each.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map((each) => each.finished));
  });
}
