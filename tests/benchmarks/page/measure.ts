// Measures pages in the browsers of this machine and prints what it found as JSON. `visits` holds, for
// each browser and contender, the figures of each round (WebKit's driver allows a few of them); `checks`, for each browser, those of each
// exercise's solution, round by round.
// Usage: node --import tsx tests/benchmarks/page/measure.ts --rounds N --contenders NAME;NAME

import { parseArgs } from "node:util";
import { findBrowsers, type InstalledBrowser, serveSite } from "../../browser/harness.ts";
import { hasWebKit } from "../../browser/webkit.ts";
import { type CheckFigures, checkAll } from "./checks.ts";
import { type Contender, contenders } from "./contenders.ts";
import { type Figures, visit } from "./visits.ts";
import { visitInWebKit } from "./webkit_visits.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string" }, contenders: { type: "string" } },
});
const rounds = Number(values.rounds);
const names = (values.contenders ?? "").split(";");
const chosen = contenders.filter(({ name }) => names.includes(name));

const visits: Record<string, Record<string, Figures[]>> = {};
const checks: Record<string, CheckFigures[][]> = {};
for (const browser of findBrowsers()) {
  visits[browser.name] = await visitAll(browser.name, chosen, (each) => visit(browser, each));
  checks[browser.name] = await checkEach(browser);
}
if (hasWebKit()) {
  const timed = chosen.filter(({ inWebKit }) => inWebKit);
  visits.webkit = await visitAll("webkit", timed, visitInWebKit);
}
console.log(JSON.stringify({ visits, checks }));

// Each round visits every site, so that a ratio is of one moment. The first is not counted: in it the server
// packs what it serves.
async function visitAll(
  browser: string,
  all: readonly Contender[],
  visitOne: (contender: Contender) => Promise<Figures>,
): Promise<Record<string, Figures[]>> {
  const found = Object.fromEntries(all.map(({ name }) => [name, [] as Figures[]]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of all) {
      console.error(`  ${browser}, ${contender.name}, round ${round}`);
      const figures = await visitOne(contender);
      if (round > 0) found[contender.name]?.push(figures);
    }
  }
  return found;
}

async function checkEach(installed: InstalledBrowser): Promise<CheckFigures[][]> {
  const site = await serveSite();
  const found: CheckFigures[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`  ${installed.name}, the solutions' checks, round ${round}`);
    found.push(await checkAll(installed, site));
  }
  await site.close();
  return found;
}
