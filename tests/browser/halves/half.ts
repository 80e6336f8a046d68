// The browser tests in two processes, which run side by side. In each, file comes after file, and they share
// their browsers: one process for each file would start all browsers for each file, too.

import { readdir } from "node:fs/promises";
import { after, describe } from "node:test";
import { shareBrowsers } from "../harness.ts";

/** How many seconds the longest files take alone; the others take a few each. */
const seconds: Record<string, number> = {
  ...{ history: 45, real_store: 44, own_design: 41, offline: 39, accessibility: 38, exercise: 31 },
  ...{ editor: 27, two_workers: 26, missing_parts: 25, saved_work: 25, deployment: 21, start: 20 },
  ...{ failures: 20, ways_out: 19, share: 17, theme_later: 14, course: 11, paper: 10, notes: 10 },
};
const few = 6;

/** Declares the tests of the first or the second half of the files: both take equally long. */
export async function declareHalf(half: 0 | 1): Promise<void> {
  after(shareBrowsers());
  const folder = new URL("../", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  for (const file of halved(files)[half])
    describe(file, async () => {
      await import(new URL(file, folder).href);
    });
}

/** The longest file first, each goes to the half that has least to do. */
function halved(files: string[]): [string[], string[]] {
  const halves: [string[], string[]] = [[], []];
  let ahead = 0; // by how much the first half is longer
  const length = (file: string): number => seconds[file.replace(".test.ts", "")] ?? few;
  for (const file of files.sort().sort((one, other) => length(other) - length(one))) {
    halves[ahead > 0 ? 1 : 0].push(file);
    ahead += ahead > 0 ? -length(file) : length(file);
  }
  return halves;
}
