// A check on a machine with a core to spare: two workers play its tests, and say what one says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import type { ToPage, ToWorker } from "../../code/lab/protocol/messages.ts";
import {
  findBrowsers,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testSlow,
  testsIn,
} from "./harness.ts";
import {
  check,
  find,
  openFresh,
  pasteCode,
  press,
  rowsOf,
  summaryOf,
  waitForText,
} from "./lab_page.ts";

const path = "weak-stores/claims/";
const folder = new URL("../../code/exercises/claims_runner/", import.meta.url);

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

/** What the page has told a worker, and whether that has said that it is ready. */
interface Watched {
  ready: boolean;
  terminated: boolean;
  rehearses: boolean;
  rows: string[];
}

const watched = (page: Page): Promise<Watched[]> =>
  page.evaluate(() => (window as unknown as { watched: Watched[] }).watched);

/** Opens the exercise, or another page, in which count is kept of the workers. */
async function openWatched(browser: Browser, opened = path): Promise<Page> {
  const page = await openFresh(browser, "about:blank");
  await page.evaluateOnNewDocument(() => {
    const workers: Watched[] = [];
    Object.assign(window, { watched: workers });
    window.Worker = class extends Worker {
      private readonly seen: Watched = {
        ready: false,
        terminated: false,
        rehearses: false,
        rows: [],
      };
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        if (options?.name?.startsWith("lab-")) workers.push(this.seen); // the theme has one, too
        this.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
          this.seen.ready ||= data.kind === "ready";
        });
      }
      override postMessage(message: ToWorker): void {
        this.seen.rehearses ||= message.kind === "rehearse";
        if (message.kind === "play" && message.row !== null) this.seen.rows.push(message.row);
        super.postMessage(message);
      }
      override terminate(): void {
        this.seen.terminated = true;
        super.terminate();
      }
    };
  });
  await page.goto(site.url + opened);
  await page.waitForFunction(() => document.querySelector(".lab-state")?.textContent === "ready", {
    polling: 50,
  });
  return page;
}

/** Waits until so many workers are there, and ready. */
async function untilReady(page: Page, workers: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const { watched } = window as unknown as { watched: Watched[] };
      const there = watched.filter((each) => !each.terminated);
      return there.length === wanted && there.every((each) => each.ready);
    },
    { polling: 50 },
    workers,
  );
}

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike } = testsIn(installed);
    const browsers: Browser[] = [];
    let one: Page;
    let two: Page;
    before(async () => {
      browsers.push(await launch(installed), await launch(installed, { cores: 2 }));
      [one, two] = (await Promise.all(browsers.map((browser) => openWatched(browser)))) as [
        Page,
        Page,
      ];
    });
    after(async () => {
      await Promise.all(browsers.map((browser) => browser.close()));
    });

    const playsTheSameRows = async (names: string[]) => {
      for (const name of names) {
        const source = await readFile(new URL(name, folder), "utf8");
        await pasteCode(one, source);
        await pasteCode(two, source);
        await untilReady(two, 2);
        const before = (await watched(two)).length;

        const expected = await check(one);
        const rows = await check(two);

        assert.equal(rows.length, 16);
        assert.deepEqual(rows, expected);
        assert.equal(await summaryOf(two), await summaryOf(one));
        const played = (await watched(two))
          .slice(before - 2, before)
          .map(({ rows }) => rows.length);
        assert.ok(Math.min(...played) > 0, `${name}: the two played ${played} rows`);
      }
      assert.equal(await summaryOf(two), "all 16 hold");
      assert.ok((await watched(one)).every(({ rows }) => rows.length === 0));
    };
    alike("a check in two workers gives exactly the rows that a check in one gives", () =>
      playsTheSameRows(["solution.py"]),
    );
    testSlow("so does a check that fails, and one after it", () =>
      playsTheSameRows(["starter.py", "solution.py"]),
    );

    alike("Stop ends both in the middle of a row, and after it all is as before", async () => {
      const source = await readFile(new URL("starter.py", folder), "utf8");
      const endless = source.replace(
        "        self.claims = claims\n",
        "$&        re.match('(a|a)*c', 'a' * 99)\n",
      );
      assert.notEqual(endless, source);
      await pasteCode(two, `import re\n${endless}`);
      await untilReady(two, 2);

      await press(two, "Check");
      await two.waitForFunction(() => {
        const { watched } = window as unknown as { watched: Watched[] };
        return watched.filter(({ rows, terminated }) => rows.length > 0 && !terminated).length > 1;
      });
      await press(two, "Stop");

      await waitForText(two, "status", "Stopped.");
      await untilReady(two, 2);
      await pasteCode(two, "print('runs again')\n");
      await press(two, "Run");
      await waitForText(two, "region", "runs again");
      await pasteCode(two, source);
      assert.equal((await check(two)).length, 16);
      await press(two, "See the history");
      await find(two, "region", "runner.py at this step");
    });

    testSlow("in a lecture the second worker rehearses its demonstrations", async () => {
      const browser = await launch(installed, { cores: 2 });
      const page = await openWatched(browser, "events/recap/");
      await page.waitForFunction(() =>
        (window as unknown as { watched: Watched[] }).watched.some(({ rehearses }) => rehearses),
      );
      const [row] = await check(page);
      assert.match(row ?? "", /^ghost /);
      await browser.close();
    });

    testSlow("the second worker rehearses, and nobody hears of it", async () => {
      const browser = await launch(installed, { cores: 2 });
      const page = await openWatched(browser);
      await page.waitForFunction(() =>
        (window as unknown as { watched: Watched[] }).watched.some(({ rehearses }) => rehearses),
      );
      const before = await rowsOf(page);

      await pasteCode(page, "print('in the middle of it')\n");
      await press(page, "Run");
      await waitForText(page, "region", "in the middle of it");

      assert.deepEqual(await rowsOf(page), before);
      await pasteCode(page, await readFile(new URL("solution.py", folder), "utf8"));
      assert.equal((await check(page)).length, 16);
      assert.equal(await summaryOf(page), "all 16 hold");
      const rehearsals = (await watched(page)).filter(({ rehearses }) => rehearses);
      assert.equal(rehearsals.length, 1);
      await browser.close();
    });
  });
}
