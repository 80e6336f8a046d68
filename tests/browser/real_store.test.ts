// The reader's code on a real PostgreSQL in the page: what is loaded and when, what is shown, how it ends, and
// that no way leads out of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { violationsOn } from "./axe.ts";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  clickOn,
  inOnePage,
  openFresh,
  openPage,
  pasteCode,
  press,
  waitForText,
} from "./lab_page.ts";

const exercise = "inbox/inbox/";
const losing = "code/exercises/inbox_runner/mistakes/believes_a_time_out_of_a_send.py";
const button = "Run it on PostgreSQL";
const ofDatabase = /assets\/(postgresql\/|lab\/database_worker)/;
/** Nothing is printed there, so what it comes to is an error. */
const tryAll = `
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    try_all()
raise RuntimeError(printed.getvalue())
`;
/** A first run takes seconds on a quiet machine, of which nobody can be sure here. */
const patience = 240_000;
const told = ".lab-postgresql .state";

let site: Site;
let keptSite: Site;
let solution: string;
let program: string;
before(async () => {
  site = await serveSite();
  keptSite = await serveSite({ keptOffline: true });
  solution = await readFile("code/exercises/inbox_runner/solution.py", "utf8");
  program = await readFile(new URL("ways_out.py", import.meta.url), "utf8");
});
after(async () => {
  await site.close();
  await keptSite.close();
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once, slowOnce } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    const withExercise = inOnePage(() => openFresh(browser, site.url + exercise));

    alike(
      "a solution runs, with the SQL and the tables of each step; then without a network",
      async () => {
        const first = keptSite.requests.length;
        const context = await browser.createBrowserContext();
        const page = await openPage(context, keptSite.url + exercise);
        await waitForText(page, "status", "ready");
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await pasteCode(page, solution);
        assert.deepEqual(requestedSince(keptSite, first), []);

        await press(page, button);
        await ends(
          page,
          /31 steps, and each answer is the same.*At the end nothing is lost, doubled or contradictory\./,
        );
        assert.ok(requestedSince(keptSite, first).some((path) => path.endsWith("pglite.wasm.gz")));
        await assertStep(page, 4, {
          sql: /^INSERT INTO blobs VALUES \('order-7', '\{"items":\["apple"\].*DO NOTHING RETURNING etag$/s,
          rows: [/^\+ order-7 \{"items": \["apple"\]/],
        });
        await assertStep(page, 8, {
          sql: /^UPDATE blobs SET document = .*"outbox":\{\}/s,
          rows: [
            /^− order-7 .*message_id/,
            /^\+ order-7 \{"items": \["apple"\], "outbox": \{\}\} 2$/,
          ],
        });
        assert.deepEqual(await rowsAtTheEnd(page, "inbox"), ["A", "B", "C"]);
        assert.equal((await rowsAtTheEnd(page, "queue")).length, 4);

        await assertKept(page);
        keptSite.cut(/./);
        try {
          await page.goto(keptSite.url + exercise);
          await waitForText(page, "status", "ready");
          await press(page, button);
          await ends(page, /At the end nothing is lost, doubled or contradictory\./);
        } finally {
          keptSite.mend();
          await context.close();
        }
      },
    );

    alike("no way leads out of it, neither from Python nor from PostgreSQL", () =>
      withExercise(async (page) => {
        const outside = `${site.url}stranger/`;
        const tried = program.replace("http://stranger/", outside).replace("\ntry_all()\n", tryAll);
        await pasteCode(page, tried);
        await press(page, button);
        await ends(page, /The run ended with an error\. /);
        const said = await page.$eval(".lab-postgresql .problem", (each) => each.textContent ?? "");

        assert.doesNotMatch(said, /WAY OUT/);
        const count = Number(/tried (\d+) ways/.exec(said)?.[1]);
        assert.ok(count >= 40, said);
        assert.equal(said.match(/no way: /g)?.length, count, said);
        assert.ok(site.requests.every(({ path }) => !path.includes("stranger")));
      }),
    );

    alike("Stop ends it while it loads and while it runs, and the next run is as the first", () =>
      withExercise(async (page) => {
        await pasteCode(page, `while True:\n    pass\n`);
        await press(page, button);
        await clickOn(page, ".lab-postgresql .head button");
        await ends(page, /^Stopped\.$/);

        await press(page, button);
        await ends(page, /runs your code/);
        await clickOn(page, ".lab-postgresql .head button");
        await ends(page, /^Stopped\.$/);

        await pasteCode(page, solution);
        await press(page, button);
        await ends(page, /31 steps, .*At the end nothing is lost, doubled or contradictory\./);
      }),
    );

    slowOnce("what keeps a program from running is said, with its line", () =>
      withExercise(async (page) => {
        await pasteCode(page, "def broken(:\n    pass\n");
        await press(page, button);
        await ends(page, /The run ended with an error\. SyntaxError: invalid syntax/);
        const text = await page.$eval(".lab-postgresql .problem", (each) => each.textContent);
        assert.match(text ?? "", /line 1/);

        const raising =
          "def process(self, *given):\n        raise ZeroDivisionError('on purpose')\n";
        await pasteCode(page, solution.replace("def process(", `${raising}\n    def former(`));
        await press(page, button);
        await ends(page, /The run ended with an error\. .*on purpose/);

        await pasteCode(page, solution);
        await press(page, button);
        await ends(page, /At the end nothing is lost, doubled or contradictory\./);
      }),
    );

    once("a history that a check has found is replayed, and a query shows what is wrong", () =>
      withExercise(async (page) => {
        await pasteCode(page, await readFile(losing, "utf8"));
        await check(page);
        await press(page, "See the history");
        await press(page, "Replay it on PostgreSQL");
        await ends(
          page,
          /each answer is the same as in the simulation\. The tables say at the end: lost: /,
        );
        const shown = await page.$eval(
          ".lab-postgresql",
          (each) => (each as HTMLElement).innerText,
        );
        assert.match(shown, /The history that the check has found/);
        assert.match(shown, /A query that shows the end.*SELECT.*published/s);
        assert.deepEqual(await violationsOn(page, undefined, ".lab"), []);
      }),
    );

    slowOnce("without its files it says so, and the next press tries again", async () => {
      const context = await browser.createBrowserContext(); // in which nothing is kept yet
      const page = await openPage(context, site.url + exercise);
      await waitForText(page, "status", "ready");
      await pasteCode(page, solution);
      site.cut(/postgresql\/.*pglite\.data/);
      try {
        await press(page, button);
        await ends(page, /PostgreSQL could not be loaded\. Check the connection, then try again\./);
      } finally {
        site.mend();
      }
      await press(page, button);
      await ends(page, /At the end nothing is lost, doubled or contradictory\./);
      await context.close();
    });
  });
}

function requestedSince({ requests }: Site, first: number): string[] {
  const paths = requests.slice(first).map(({ path }) => path);
  return paths.filter((path) => ofDatabase.test(path));
}

/** Waits until the run says this; fails if it is over and says something else. */
async function ends(page: Page, wanted: RegExp): Promise<void> {
  const said = await page.waitForFunction(
    (selector, pattern) => {
      const text = document.querySelector(selector)?.textContent ?? "";
      const isOver = document.querySelector<HTMLElement>(".lab-postgresql .head button")?.hidden;
      return isOver || new RegExp(pattern, "s").test(text) ? text : null;
    },
    { timeout: patience, polling: 20 },
    told,
    wanted.source,
  );
  assert.match(String(await said.jsonValue()), new RegExp(wanted.source, "s"));
}

/** Opens a step and reads its SQL, and the rows of the tables that it has changed. */
async function assertStep(
  page: Page,
  number: number,
  wanted: { sql: RegExp; rows: RegExp[] },
): Promise<void> {
  const shown = await page.evaluate((step) => {
    const item = document.querySelectorAll(".lab-postgresql .steps > li")[step - 1];
    const rows = [...(item?.querySelectorAll("tr:is(.plus, .minus)") ?? [])];
    return {
      sql: item?.querySelector("pre.sql")?.textContent ?? "",
      rows: rows.map((row) =>
        [...row.querySelectorAll("td")]
          .map((cell) => (cell.querySelector("[aria-hidden]") ?? cell).textContent)
          .join(" "),
      ),
    };
  }, number);
  assert.match(shown.sql, wanted.sql);
  assert.equal(shown.rows.length, wanted.rows.length, shown.rows.join("\n"));
  for (const [index, row] of wanted.rows.entries()) assert.match(shown.rows[index] ?? "", row);
}

async function rowsAtTheEnd(page: Page, table: string): Promise<string[]> {
  return page.evaluate((name) => {
    const tables = [...document.querySelectorAll(".lab-postgresql div.group table")];
    const found = tables.find((each) => each.querySelector("caption")?.textContent === name);
    return [...(found?.querySelectorAll("tbody tr") ?? [])].map((row) => row.textContent ?? "");
  }, table);
}

async function assertKept(page: Page): Promise<void> {
  await page.waitForFunction(
    async (files) => {
      const kept: string[] = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
      return files.every((file) => kept.some((url) => url.endsWith(file)));
    },
    { timeout: patience, polling: 200 },
    ["pglite.wasm.gz", "pglite.data.gz", "initdb.wasm.gz", "adapters.zip", "database_worker.js"],
  );
}
