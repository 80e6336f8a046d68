// Browsers that the files of one process use one after another: to start one takes longer than many a test.

import { setTimeout as pause } from "node:timers/promises";
import type { Browser } from "puppeteer-core";

/** How long it may take to close the pages of a browser before it is closed itself, in milliseconds. */
const patience = 10_000;

export class BrowsersInUse {
  private readonly idle = new Map<string, Browser[]>();
  private readonly all: Browser[] = [];

  /** One that nobody uses now, or else a new one. `close` gives it back, with no page left of all that it had. */
  async take(kind: string, start: () => Promise<Browser>): Promise<Browser> {
    const idle = this.idle.get(kind) ?? [];
    this.idle.set(kind, idle);
    for (let kept = idle.pop(); kept; kept = idle.pop()) if (kept.connected) return asNew(kept);
    const started = await start();
    this.all.push(started);
    const end = started.close.bind(started);
    started.close = async () => {
      const isEmpty = empty(started).catch(() => false);
      if (await Promise.race([isEmpty, pause(patience, false, { ref: false })])) idle.push(started);
      else await end();
    };
    return asNew(started);
  }

  /** Ends all of them at once: what they have in mind to do before is of no use to anybody. */
  end(): void {
    for (const browser of this.all) browser.process()?.kill("SIGKILL");
  }
}

/** Has it open pages in a context of their own, in which nothing is kept yet. */
async function asNew(browser: Browser): Promise<Browser> {
  const context = await browser.createBrowserContext();
  browser.newPage = () => context.newPage();
  return browser;
}

async function empty(browser: Browser): Promise<boolean> {
  const ownContext = browser.defaultBrowserContext();
  const contexts = browser.browserContexts().filter((context) => context !== ownContext);
  await Promise.all(contexts.map((context) => context.close()));
  return true;
}
