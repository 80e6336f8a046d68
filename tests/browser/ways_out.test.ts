// No way leads from a learner's code to JavaScript or to the network; and if one did, the policy of the worker
// would let nothing of it leave the site.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, type Site, serveSite, startBrowser, testsIn } from "./harness.ts";
import { exercisePath, openPage, press, waitForText } from "./lab_page.ts";
import { exercises, type Job, startWorker } from "./worker_talk.ts";

let site: Site;
let stranger: Server;
let elsewhere: string;
const heard: string[] = [];
before(async () => {
  site = await serveSite();
  stranger = createServer((request, response) => {
    heard.push(request.url ?? "");
    const headers = { "access-control-allow-origin": "*", "content-type": "text/javascript" };
    response.writeHead(200, headers).end("");
  });
  stranger.on("upgrade", (request, socket) => {
    heard.push(request.url ?? "");
    socket.destroy();
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
});
after(async () => {
  await site.close();
  stranger.closeAllConnections();
  stranger.close();
});

async function ways(): Promise<string> {
  const program = await readFile(new URL("ways_out.py", import.meta.url), "utf8");
  return program.replace("http://stranger/", elsewhere);
}

/** What is said by a job of which the library must go on to the end, as every job has to. */
async function said(browser: Browser, job: Job): Promise<string> {
  const python = await startWorker(browser, site, job.task === "check");
  const told = (await python.told([job])).join("");
  await python.close();
  return told;
}

function assertNoWay(told: string): void {
  assert.doesNotMatch(told, /WAY OUT/);
  const tried = Number(/tried (\d+) ways/.exec(told)?.[1]);
  assert.ok(tried >= 30, told);
  assert.equal(told.match(/no way: /g)?.length, tried, told);
  assert.deepEqual(heard, []);
}

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    const { alike } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await startBrowser(installed); // in which nothing has been tried before
    });
    after(async () => {
      await browser.close();
    });

    test("no way leads out of a run", async () => {
      const files = { "main.py": await ways() };
      assertNoWay(await said(browser, { task: "run", files, main: "main.py" }));
    });

    alike("no way leads out of a check", async () => {
      const [exercise] = await exercises();
      assert.ok(exercise);
      const { files, main } = exercise;
      const body = (await ways()).replace("import sys", "import sys\nsys.stdout = sys.__stdout__");
      const job: Job = { task: "check", files: { ...files, [main]: body }, main };
      assertNoWay(await said(browser, job));
    });

    alike("JavaScript in the worker itself would not leave the site", async () => {
      const came = await attacked(browser, async (page) => {
        await waitForText(page, "status", "ready");
        return page.evaluate(attack, elsewhere, site.url, false);
      });

      assert.ok(Object.keys(came).length >= 20);
      assertRefused(came, ["the site itself"]);
    });

    alike("once code has run, the worker has nothing left that connects or keeps", async () => {
      const came = await attacked(browser, async (page) => {
        await waitForText(page, "status", "ready");
        await press(page, "Run");
        await waitForText(page, "region", "order-7");
        await waitForText(page, "status", "ready");
        return {
          ...(await page.evaluate(attack, elsewhere, site.url, false)),
          ...(await page.evaluate(attack, elsewhere, site.url, true)),
        };
      });

      assertRefused(came, []);
    });
  });
}

/** Nothing came through but this; of one try, the browser may have said nothing at all. */
function assertRefused(came: Record<string, string>, allowed: string[]): void {
  const ways = Object.keys(came);
  assert.deepEqual(
    ways.filter((way) => came[way] === "done"),
    allowed,
  );
  const silent = ways.filter((way) => came[way] === "silence");
  assert.ok(silent.length <= 1, `no answer to ${silent.join(", ")}`);
  assert.deepEqual(heard, []);
}

/**
 * What came of it in a page of its own. In Firefox now and then a worker stops for good in one of the tries and
 * answers nothing at all; so all are tried again, in another page. What left the site is heard in any case.
 */
async function attacked(
  browser: Browser,
  attackIn: (page: Page) => Promise<Record<string, string>>,
): Promise<Record<string, string>> {
  for (let left = 3; left > 0; left -= 1) {
    const page = await openWithAttack(browser);
    const came = attackIn(page);
    came.catch(() => {}); // of a page that is left
    const answer = await Promise.race([came, pause(60_000, null, { ref: false })]);
    await page.close();
    if (answer !== null) return answer;
  }
  assert.fail("the worker has answered nothing, three times");
}

/** Opens an exercise, of whose worker the beginning has more than it should. */
async function openWithAttack(browser: Browser): Promise<Page> {
  const more = await readFile(new URL("ways_out_of_worker.js", import.meta.url), "utf8");
  const page = await openPage(browser, "about:blank");
  await page.evaluateOnNewDocument((script) => {
    window.Blob = class extends Blob {
      constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
        super(String(parts[0]).startsWith("import ") ? [...parts, script] : parts, options);
      }
    };
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        if (options?.name?.startsWith("lab-")) Object.assign(window, { attacked: this });
      }
    };
  }, more);
  await page.goto(site.url + exercisePath);
  return page;
}

// Runs in the page.
function attack(elsewhere: string, own: string, keeps: boolean): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    const { attacked } = window as unknown as { attacked: Worker };
    attacked.postMessage({ elsewhere, site: own, keeps }, [port2]);
  });
}
