// Interruptions of every kind at random moments, with a fixed seed: whatever was typed more than a second
// before one is found again, in the editor or among the earlier versions. `make slow` plays more rounds, and
// WORK_LOSS_ROUNDS asks for as many as you like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, launch, type Site, serveSite, testSlow } from "./harness.ts";
import { Interruptions, type Typed } from "./interruptions.ts";
import { find } from "./lab_page.ts";

const seed = Number(process.env.WORK_LOSS_SEED ?? 20260501);
const settledMilliseconds = 1000;
const chromium = findBrowsers().find((browser) => browser.name === "chromium");

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

/** The text of the editor and of all that can be brought back to it. */
async function everythingOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const kept = Object.keys(localStorage).filter((key) => /\/(work|earlier|damaged)\//.test(key));
    const shown = document.querySelector("[role=textbox]")?.textContent ?? "";
    const texts = kept.map((key) => localStorage.getItem(key) ?? "");
    return [shown, ...texts].join("\n");
  });
}

async function interrupt(rounds: number): Promise<void> {
  const random = randomFrom(seed);
  const around = new Interruptions(browser, site.url);
  const kinds = Object.keys(around.kinds);
  let page = await around.open();
  await page.evaluate(() => localStorage.clear());
  let typed: Typed[] = [];
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? "reload";
    typed.push(await around.write(page, `w${round}`));
    await pause(random() < 0.3 ? settledMilliseconds + 50 : random() * 300);
    const interrupted = Date.now();

    const [next, more] = (await around.kinds[kind]?.(page, `w${round}`)) ?? [page, []];
    page = next;
    await find(page, "textbox", "handler.py, your code");

    const found = await everythingOf(page);
    const lost = typed.filter(({ word }) => !found.includes(` ${word} `));
    const settled = lost.filter(({ at }) => at < interrupted - settledMilliseconds);
    assert.deepEqual(settled, [], `seed ${seed}, round ${round}: ${kind}`);
    typed = [...typed.filter((each) => !lost.includes(each)), ...more];
  }
  await page.close();
  assert.ok(typed.length > rounds / 2, `${typed.length} words were found again`);
}

if (chromium) {
  test("nothing older than a second is lost, whatever happens", () =>
    interrupt(Number(process.env.WORK_LOSS_ROUNDS ?? 8)));
  testSlow("nothing older than a second is lost in many rounds", () => interrupt(60));
}
