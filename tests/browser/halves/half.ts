// The browser tests in two processes, which run side by side. In each, file comes after file, and they share
// their browsers: one process for each file would start all browsers for each file, too.

import { readdir } from "node:fs/promises";
import { after, describe } from "node:test";
import { shareBrowsers } from "../harness.ts";

/** Declares the tests of every second file, from this one on. */
export async function declareHalf(first: 0 | 1): Promise<void> {
  after(shareBrowsers());
  const folder = new URL("../", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".test.ts")).sort();
  for (const file of files.filter((_, index) => index % 2 === first))
    describe(file, async () => {
      await import(new URL(file, folder).href);
    });
}
