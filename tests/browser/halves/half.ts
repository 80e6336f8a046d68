// The browser tests in two processes, which run side by side. In each, file comes after file, and they share
// their browsers: one process for each file would start all browsers for each file, too.

import { readdir } from "node:fs/promises";
import { after, describe } from "node:test";
import { shareBrowsers } from "../harness.ts";

/** How many seconds the longest files take side by side; the others take a few each. */
const seconds: Record<string, number> = {
  ...{ offline: 32, history: 25, real_store: 25, own_design: 20, two_workers: 19, share: 19 },
  ...{ accessibility: 19, editor: 18, ways_out: 17, deployment: 16, saved_work: 16 },
  ...{ missing_parts: 16, exercise: 14, start: 13, theme_later: 13, failures: 13, paper: 12 },
  ...{ reader: 10, site: 10, scheme: 9, notes: 8, work_loss: 8, course: 8, slow_line: 7 },
};
const few = 4;

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
