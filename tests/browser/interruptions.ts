// What can come between a reader and what was typed. Each interruption takes the page, and gives the one
// to go on with and what was typed meanwhile.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { exercisePath, find, leavePythonOut, press, themeIn, waitForText } from "./lab_page.ts";

export interface Typed {
  word: string;
  at: number;
}

export type Interruption = (page: Page, word: string) => Promise<[Page, Typed[]]>;

const editor = "handler.py, your code";

/** The tab saves what it has not saved yet, and is gone after that. */
async function closeAsReaderDoes(page: Page): Promise<void> {
  const closed = new Promise((resolve) => page.once("close", resolve));
  await page.close({ runBeforeUnload: true });
  await closed;
}

export class Interruptions {
  constructor(
    private readonly browser: Browser,
    private readonly siteUrl: string,
  ) {}

  /** Opens the exercise. Many starts of Python would only take time, so it is there only when wanted. */
  async open(withPython = false): Promise<Page> {
    const page = await this.browser.newPage();
    if (!withPython) await leavePythonOut(page);
    await page.goto(this.siteUrl + exercisePath, { waitUntil: "domcontentloaded" });
    await find(page, "textbox", editor);
    return page;
  }

  async write(page: Page, word: string): Promise<Typed> {
    await page.bringToFront();
    await page.focus("[role=textbox]");
    await page.keyboard.down("Control");
    await page.keyboard.press("End");
    await page.keyboard.up("Control");
    await page.keyboard.type(` ${word} `);
    return { word, at: Date.now() };
  }

  readonly kinds: Record<string, Interruption> = {
    reload: async (page) => {
      await page.reload({ waitUntil: "domcontentloaded" });
      return [page, []];
    },
    "closed tab": async (page) => {
      await page.close({ runBeforeUnload: false });
      return [await this.open(), []];
    },
    "killed tab": async (page) => {
      const session = await page.createCDPSession();
      void session.send("Page.crash").catch(() => {});
      await pause(50);
      void page.close().catch(() => {});
      return [await this.open(), []];
    },
    "second tab": async (page, word) => {
      const other = await this.open();
      const typed = await this.write(other, `${word}other`);
      await closeAsReaderDoes(other);
      return [page, [typed, await this.write(page, `${word}back`)]];
    },
    "another page and back": async (page) => {
      await themeIn(page); // without it a link leads to another document
      await page.evaluate(() =>
        document.querySelector<HTMLElement>(".md-nav--primary a[href$='recap/']")?.click(),
      );
      await find(page, "heading", "Recap: what can go wrong");
      // The theme adds the address to the history last, and what goes back before that is overtaken by it.
      await page.waitForFunction(() => location.pathname.endsWith("/recap/"));
      await themeIn(page);
      await page.goBack({ waitUntil: "domcontentloaded" });
      await find(page, "heading", "Event-sourced handler"); // the other page has editors, too
      return [page, []];
    },
    "full storage": async (page, word) => {
      await page.evaluate(() => {
        const { setItem } = Storage.prototype;
        Object.assign(window, { setItem });
        Storage.prototype.setItem = () => {
          throw new DOMException("no room left", "QuotaExceededError");
        };
      });
      const typed = [await this.write(page, `${word}full`)];
      await find(page, "button", "Download my work");
      await page.evaluate(() => {
        const { setItem } = window as unknown as { setItem: Storage["setItem"] };
        Storage.prototype.setItem = setItem;
      });
      typed.push(await this.write(page, `${word}room`));
      await page.waitForFunction(() => !document.body.innerText.includes("Download my work"));
      return [page, typed];
    },
    "damaged storage": async (page) => {
      // What stands there is no longer what can be read; the page finds that out when it is opened.
      await page.goto(`${this.siteUrl}404.html`);
      await page.evaluate(() => {
        const keys = Object.keys(localStorage).filter((key) => key.split("/")[1] === "work");
        for (const key of keys) localStorage.setItem(key, `?${localStorage.getItem(key)}`);
      });
      await page.close();
      return [await this.open(), []];
    },
    "work from a file": async (page, word) => {
      const text = ` ${word}imported `;
      const at = Date.now();
      const name = await page.$eval(".cm-lab", (lab) => (lab as HTMLElement).dataset.name ?? "");
      const hash = await page.waitForFunction(
        (wanted) => Object.keys(localStorage).join(" ").match(wanted)?.[1],
        {},
        `work/${name}/([0-9a-f]{16})`,
      );
      const lists = { earlier: [], checked: [], places: [], read: [], help: [] };
      const work = [{ name, starter_hash: await hash.jsonValue(), text, at }];
      const file = join(await mkdtemp(join(tmpdir(), "work-")), "work.json");
      await writeFile(
        file,
        JSON.stringify({ format: "consistent-messaging", version: 1, work, ...lists }),
      );
      const chooser = await page.$("input[type=file]");
      if (chooser === null) throw new Error("there is nowhere to bring in a file");
      await (chooser as import("puppeteer-core").ElementHandle<HTMLInputElement>).uploadFile(file);
      await waitForText(page, "status", "entry is imported");
      await page.reload({ waitUntil: "domcontentloaded" });
      return [page, [{ word: `${word}imported`, at }]];
    },
    "ended worker": async (page, word) => {
      const other = await this.open(true);
      const typed = await this.write(other, `${word}worker`);
      await press(other, "Check");
      await press(other, "Stop");
      await closeAsReaderDoes(other);
      return [page, [typed]];
    },
  };
}
