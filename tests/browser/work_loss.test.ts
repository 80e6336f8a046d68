// Interruptions of every kind at random moments, with a fixed seed: whatever was typed more than a second
// before one is found again, in the editor or among the earlier versions. WORK_LOSS_ROUNDS asks for more.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, launch, type Site, serveSite } from "./harness.ts";
import { exercisePath, find, press } from "./lab_page.ts";

const rounds = Number(process.env.WORK_LOSS_ROUNDS ?? 20);
const seed = Number(process.env.WORK_LOSS_SEED ?? 20260501);
const settledMilliseconds = 1000;
const chromium = findBrowsers().find((browser) => browser.name === "chromium");

interface Typed {
  word: string;
  at: number;
}

let site: Site;
let browser: Browser;
before(async () => {
  site = await serveSite();
  if (chromium) browser = await launch(chromium);
});
after(async () => {
  await browser?.close();
  await site.close();
});

/** A small generator of numbers from 0 to 1 (mulberry32): the same seed gives the same interruptions. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function open(): Promise<Page> {
  const page = await browser.newPage();
  // Python is not wanted until Check is pressed; many starts would only take time.
  await page.evaluateOnNewDocument(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.goto(site.url + exercisePath, { waitUntil: "domcontentloaded" });
  await find(page, "textbox", "handler.py, your code");
  return page;
}

async function write(page: Page, word: string): Promise<Typed> {
  await page.bringToFront();
  await page.focus("[role=textbox]");
  await page.keyboard.down("Control");
  await page.keyboard.press("End");
  await page.keyboard.up("Control");
  await page.keyboard.type(` ${word} `);
  return { word, at: Date.now() };
}

/** The text of the editor and of all that can be brought back to it. */
async function everythingOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const kept = Object.keys(localStorage).filter((key) => /\/(work|earlier)\//.test(key));
    const shown = document.querySelector("[role=textbox]")?.textContent ?? "";
    return [shown, ...kept.map((key) => localStorage.getItem(key))].join("\n");
  });
}

// Each takes the page, interrupts it, and gives the one to go on with.
const interruptions: Record<string, (page: Page, word: string) => Promise<[Page, Typed[]]>> = {
  reload: async (page) => {
    await page.reload({ waitUntil: "domcontentloaded" });
    return [page, []];
  },
  "closed tab": async (page) => {
    await page.close({ runBeforeUnload: false });
    return [await open(), []];
  },
  "killed tab": async (page) => {
    const session = await page.createCDPSession();
    void session.send("Page.crash").catch(() => {});
    await pause(50);
    void page.close().catch(() => {});
    return [await open(), []];
  },
  "second tab": async (page, word) => {
    const other = await open();
    const typed = await write(other, `${word}other`);
    await other.close({ runBeforeUnload: true });
    return [page, [typed, await write(page, `${word}back`)]];
  },
  "full storage": async (page, word) => {
    await page.evaluate(() => {
      const { setItem } = Storage.prototype;
      Object.assign(window, { setItem });
      Storage.prototype.setItem = () => {
        throw new DOMException("no room left", "QuotaExceededError");
      };
    });
    const typed = [await write(page, `${word}full`)];
    await find(page, "button", "Download my work");
    await page.evaluate(() => {
      const { setItem } = window as unknown as { setItem: Storage["setItem"] };
      Storage.prototype.setItem = setItem;
    });
    return [page, [...typed, await write(page, `${word}room`)]];
  },
  "ended worker": async (page) => {
    await press(page, "Check");
    await press(page, "Stop");
    return [page, []];
  },
};

test("nothing older than a second is lost, whatever happens", {
  skip: chromium === undefined,
  timeout: 60_000 + rounds * 10_000,
}, async () => {
  const random = randomFrom(seed);
  const kinds = Object.keys(interruptions);
  let page = await open();
  await page.evaluate(() => localStorage.clear());
  let typed: Typed[] = [];
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "reload";
    typed.push(await write(page, `w${round}`));
    await pause(random() < 0.3 ? settledMilliseconds + 50 : random() * 300);
    const interrupted = Date.now();

    const [next, more] = (await interruptions[kind]?.(page, `w${round}`)) ?? [page, []];
    page = next;
    await find(page, "textbox", "handler.py, your code");

    const found = await everythingOf(page);
    const lost = typed.filter(({ word }) => !found.includes(` ${word} `));
    const settled = lost.filter(({ at }) => at < interrupted - settledMilliseconds);
    assert.deepEqual(settled, [], `seed ${seed}, round ${round}: ${kind}`);
    typed = [...typed.filter((each) => !lost.includes(each)), ...more];
  }
  assert.ok(typed.length > rounds / 2, `${typed.length} words were found again`);
});
