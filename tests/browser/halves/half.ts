// The browser tests in two processes, which run side by side. In each, file comes after file, and they share
// their browsers: one process for each file would start all browsers for each file, too.

import { readdir } from "node:fs/promises";
import { after, describe } from "node:test";
import { shareBrowsers } from "../harness.ts";

/** How many seconds the longest files take alone; the others take a few each. */
const seconds: Record<string, number> = {
  ...{ accessibility: 75, offline: 70, real_store: 62, history: 50, two_workers: 52, start: 39 },
  ...{ missing_parts: 35, failures: 35, own_design: 34, course: 32, editor: 31, saved_work: 31 },
  ...{ deployment: 31, exercise: 29, scheme: 27, ways_out: 22, work_loss: 22, share: 21, site: 19 },
};
const few = 10;

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
