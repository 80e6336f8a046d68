// A stopwatch inside the page: it presses what a person would press, at the first moment at which that
// is possible, and notes when what was waited for has been shown.

import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";

interface Stopwatch {
  press(name: string): Promise<number>;
  shown(text: string): Promise<number>;
  follow(link: string, heading: string): Promise<[from: number, until: number]>;
}

declare global {
  interface Window {
    stopwatch: Stopwatch;
  }
}

/** What the stopwatch does in a page. */
export const inPage = await readFile(new URL("stopwatch_in_page.js", import.meta.url), "utf8");

/** Puts the stopwatch into each document that the page will load. */
export async function putInto(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(inPage);
}

/** Presses the button with this name once it can be used, and says when that was. */
export function press(page: Page, name: string): Promise<number> {
  return page.evaluate((wanted) => window.stopwatch.press(wanted), name);
}

/** When this text was newly shown, in milliseconds after the page was asked for. */
export function shown(page: Page, text: string): Promise<number> {
  return page.evaluate((wanted) => window.stopwatch.shown(wanted), text);
}

/** Presses a button and waits for what comes of it; the milliseconds between. */
export async function pressUntil(page: Page, name: string, text: string): Promise<number> {
  const [from, until] = await page.evaluate(
    (button, wanted) => {
      const seen = window.stopwatch.shown(wanted);
      return Promise.all([window.stopwatch.press(button), seen]);
    },
    name,
    text,
  );
  return until - from;
}

/** The milliseconds from a click on a link until the page with this heading is there. */
export function follow(page: Page, link: string, heading: string): Promise<number> {
  return page.evaluate(
    async (start, wanted) => {
      const [from, until] = await window.stopwatch.follow(start, wanted);
      return until - from;
    },
    link,
    heading,
  );
}

/** As `pressUntil`, but from a click on a link to a page with this heading, on which the button is. */
export function followUntil(
  page: Page,
  link: string,
  heading: string,
  name: string,
  text: string,
): Promise<number> {
  return page.evaluate(
    async (start, wantedHeading, button, wanted) => {
      const seen = window.stopwatch.shown(wanted);
      const [from] = await window.stopwatch.follow(start, wantedHeading);
      await window.stopwatch.press(button);
      return (await seen) - from;
    },
    link,
    heading,
    name,
    text,
  );
}
