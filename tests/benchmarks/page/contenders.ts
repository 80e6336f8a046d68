// The sites that are compared, and how a person uses each.

import type { Page } from "puppeteer-core";
import { follow, followUntil, press, pressUntil, shown } from "./stopwatch.ts";

/** In milliseconds after the page was asked for. */
export interface Moments {
  usable: number;
  output: number;
}

export interface Contender {
  name: string;
  /** The folder below build/bench/sites/, and the page in it. */
  folder: string;
  path: string;
  /** Whether its page has a button Run, which is all that can be used there. */
  inWebKit?: boolean;
  /** Has the program run as soon as that can be asked for; when that was, and when its output is shown. */
  firstOutput(page: Page): Promise<Moments>;
  /** The milliseconds from the click to the output, once Python is there. */
  runAgain?(page: Page): Promise<number>;
  /** The milliseconds from the click on Stop until another program can run. */
  stop?(page: Page): Promise<number>;
  /** The milliseconds from a click on a link to the output on another page of the site. */
  goOn?(page: Page): Promise<number>;
  /** The milliseconds from a click on a link there until a page without an editor is shown. */
  goToText?(page: Page): Promise<number>;
}

/** What the program says, which stands nowhere in its source. */
export const answer = "the answer is 42";

const stock: Contender = {
  name: "stock",
  folder: "stock",
  path: "",
  inWebKit: true,
  firstOutput: runAtOnce,
  runAgain: (page) => pressUntil(page, "Run", answer),
  stop: (page) => pressUntil(page, "Stop", "ready"),
};

const course: Contender = {
  name: "course",
  folder: "course",
  path: "",
  inWebKit: true,
  firstOutput: runAtOnce,
  runAgain: (page) => pressUntil(page, "Run", answer),
  async stop(page) {
    await page.evaluate(() => {
      document.querySelector<HTMLElement>(".cm-content")?.focus();
    });
    await page.keyboard.down("Control");
    await page.keyboard.press("Home");
    await page.keyboard.up("Control");
    await page.keyboard.type("while True: pass  # "); // what stands there becomes a comment
    await press(page, "Run");
    await page.waitForFunction(() => document.body.innerText.includes("Stop"));
    return pressUntil(page, "Stop", "ready");
  },
  goOn: (page) =>
    inTheSameDocument(page, "other/", () => followUntil(page, "Go on", "Other", "Run", answer)),
  goToText: (page) => inTheSameDocument(page, "plain/", () => follow(page, "Read on", "Plain")),
};

const bare: Contender = {
  name: "course, bare",
  folder: "course",
  path: "bare/",
  inWebKit: true,
  firstOutput: runAtOnce,
};

// So long does a reader look at a page, at least, before a click on a link.
const readingMilliseconds = 1500;
// So long, at least, does the pointer rest on a link before it is pressed.
const aimingMilliseconds = 100;

const mkdocsTheme: Contender = {
  name: "pyodide-mkdocs-theme",
  folder: "pyodide-mkdocs-theme",
  path: "",
  firstOutput: (page) => pressAgainAndAgain(page, () => press(page, "Exécuter")),
};

// It runs what is in its address, by itself.
const jupyterLite: Contender = {
  name: "JupyterLite",
  folder: "JupyterLite",
  path: `repl/index.html?kernel=python&code=${encodeURIComponent('print("the answer is", 6 * 7)')}`,
  async firstOutput(page) {
    const output = await shown(page, answer);
    return { usable: output, output };
  },
};

const marimo: Contender = {
  name: "marimo",
  folder: "marimo",
  path: "",
  firstOutput: (page) =>
    pressAgainAndAgain(page, () => pressFirst(page, '[data-testid="run-button"]:not([disabled])')),
};

export const contenders: readonly Contender[] = [
  stock,
  course,
  bare,
  mkdocsTheme,
  jupyterLite,
  marimo,
];

/** Some buttons do nothing before Python is there, and do not say so: a person tries again. */
async function pressAgainAndAgain(page: Page, press: () => Promise<number>): Promise<Moments> {
  let isShown = false;
  let usable = 0;
  const seen = shown(page, answer).finally(() => {
    isShown = true;
  });
  while (!isShown) {
    const pressed = await press();
    if (!isShown) usable = pressed;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { usable, output: await seen };
}

/** Presses what has no name of its own, and says when that was. */
async function pressFirst(page: Page, selector: string): Promise<number> {
  await page.waitForSelector(selector);
  return page.evaluate((wanted) => {
    const now = performance.now();
    document.querySelector<HTMLElement>(wanted)?.click();
    return now;
  }, selector);
}

/** What a reader does with a link, once the page was read; fails where it leads to a document of its own. */
async function inTheSameDocument(
  page: Page,
  address: string,
  go: () => Promise<number>,
): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, readingMilliseconds));
  const opened = await page.evaluateHandle(() => document);
  await page.hover(`article a[href$="${address}"]`);
  await new Promise((resolve) => setTimeout(resolve, aimingMilliseconds));
  const spent = await go();
  await opened.evaluate((one) => one.title);
  return spent;
}

async function runAtOnce(page: Page): Promise<Moments> {
  const seen = shown(page, answer);
  const usable = await press(page, "Run");
  return { usable, output: await seen };
}
