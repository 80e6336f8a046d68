// A page with labs, used as a person uses it: by roles and visible names, with keyboard and mouse.

import type { Browser, BrowserContext, ElementHandle, Page } from "puppeteer-core";
import { click } from "./click.ts";

export type Role =
  | "button"
  | "tab"
  | "editor"
  | "textbox"
  | "region"
  | "listitem"
  | "status"
  | "heading";

const selectors: Record<Role, string> = {
  button: "button",
  tab: "[role=tab]",
  editor: "[role=textbox]",
  textbox: "[role=textbox], textarea",
  region: "[role=region], section[aria-label]",
  listitem: "[role=listitem]",
  status: "[role=status]",
  heading: "h1, h2, h3",
};

/** Python in a browser on a busy machine: long, so that only a hanging page runs into it. */
export const patience = 90_000;

/** The page of the first exercise, below the front page. */
export const exercisePath = "events/event-sourced-handler/";

const viewport = { width: 1440, height: 1000 };

export interface PageOptions {
  /** Whether Python starts, as it does for readers. Where it has no part in a test, that would only take time. */
  readonly python?: boolean;
}

export async function openPage(
  browser: Browser | BrowserContext,
  url: string,
  { python = true }: PageOptions = {},
): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.setViewport(viewport);
  if (!python) await leavePythonOut(page);
  await page.goto(url);
  return page;
}

/**
 * Lets Python start for ever in whatever is opened in this page from now on, except where the path ends so.
 * The theme's worker, which searches, is as it was.
 */
export async function leavePythonOut(page: Page, except: string | null = null): Promise<void> {
  await page.evaluateOnNewDocument((end) => {
    if (end !== null && location.pathname.endsWith(end)) return;
    window.Worker = new Proxy(window.Worker, {
      construct(real, [address, options]) {
        if (!options?.name?.startsWith("lab-")) return new real(address, options);
        return Object.assign(new EventTarget(), { postMessage() {}, terminate() {} });
      },
    });
  }, except);
}

/** Opens a page with a lab as at a first visit, waits for Python, and closes the page at the end. */
export async function withNothingSaved(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  await withLab(browser, url, { python: true }, async (page) => {
    await waitForText(page, "status", "ready");
    await use(page);
  });
}

/** The same without Python, which never comes: for what the editor does alone. */
export async function withFreshEditor(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  await withLab(browser, url, { python: false }, use);
}

async function withLab(
  browser: Browser,
  url: string,
  options: PageOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await openFresh(browser, url, options);
  try {
    await find(page, "editor");
    await use(page);
  } finally {
    await page.close();
  }
}

/**
 * Opens a page with a lab once, for test after test, and each finds it as at a first visit: before, a reader of
 * whom nothing is kept goes by links to a page without a lab and back. Python lives on, which takes longest to
 * start.
 */
export function inOnePage(
  open: () => Promise<Page>,
): (use: (page: Page) => Promise<void>) => Promise<void> {
  let kept: Page | undefined;
  let address = "";
  return async (use) => {
    const former = kept;
    kept = undefined; // nobody knows what a test that fails has left in it
    const page = former ?? (await open());
    if (former) await comeBack(page, address);
    else address = page.url();
    await find(page, "editor");
    await waitForText(page, "status", "ready");
    await use(page);
    kept = page;
  };
}

async function comeBack(page: Page, address: string): Promise<void> {
  await page.bringToFront();
  await page.setViewport(viewport);
  await themeIn(page);
  await followLink(page, "/reference/checker/");
  await page.evaluate(() => localStorage.clear());
  await followLink(page, address);
}

/** Follows the link whose address ends so, in the same document, until all of the other page is there. */
async function followLink(page: Page, end: string): Promise<void> {
  await page.evaluate(
    (wanted) =>
      new Promise<void>((resolve, reject) => {
        window.document$?.subscribe(() => {
          if (location.href.endsWith(wanted)) resolve();
        });
        const link = [...document.links].find(({ href }) => href.endsWith(wanted));
        if (link) link.click();
        else reject(new Error(`${location.href} has no link to ${wanted}`));
      }),
    end,
  );
}

/** Opens a page whose site has kept nothing yet. */
export async function openFresh(
  browser: Browser,
  url: string,
  options?: PageOptions,
): Promise<Page> {
  const page = await openPage(browser, "about:blank", options);
  // Before the page's own scripts, so that it need not be loaded twice, and Python with it.
  const { identifier } = await page.evaluateOnNewDocument(() => localStorage.clear());
  await page.goto(url);
  await page.removeScriptToEvaluateOnNewDocument(identifier);
  return page;
}

/** The visible element with this role whose name begins so; the one of the nth lab, if there are more. */
export async function find(page: Page, role: Role, name = ""): Promise<ElementHandle<HTMLElement>> {
  const found = await page.waitForFunction(
    // No function in here has a name: the loader would wrap it in a helper that no page has.
    (selector, wanted) =>
      [...document.querySelectorAll<HTMLElement>(selector)].find(
        (each) =>
          each.checkVisibility() &&
          (each.ariaLabel ?? each.innerText).replace(/\s+/g, " ").trim().startsWith(wanted),
      ) ?? null,
    { polling: 50 },
    selectors[role],
    name,
  );
  return found as ElementHandle<HTMLElement>;
}

/** Presses the button with this name, once it can be pressed. */
export async function press(page: Page, name: string): Promise<void> {
  await click(page, () => find(page, "button", name));
}

/** Clicks on the first that has this selector, once it is there. */
export async function clickOn(page: Page, selector: string): Promise<void> {
  await click(page, async () => {
    const found = await page.waitForSelector(selector, { visible: true });
    return found as ElementHandle<HTMLElement>;
  });
}

/** Waits for Material's script, which comes after Python where there is an editor. */
export async function themeIn(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      "document$" in window &&
      performance.getEntriesByType("resource").some((each) => each.name.endsWith("/sitemap.xml")),
    { polling: 50 },
  );
}

/** Opens the tab with this name. */
export async function openTab(page: Page, name: string): Promise<void> {
  await click(page, () => find(page, "tab", name));
}

/** Waits until some visible element with this role shows this text. */
export async function waitForText(page: Page, role: Role, text: string): Promise<void> {
  await page.waitForFunction(
    (selector, wanted) =>
      [...document.querySelectorAll<HTMLElement>(selector)].some(
        (each) => each.checkVisibility() && each.innerText.includes(wanted),
      ),
    { polling: 20 },
    selectors[role],
    text,
  );
}

export async function textOf(page: Page, role: Role, name = ""): Promise<string> {
  const found = await find(page, role, name);
  return found.evaluate((each) => each.innerText);
}

/** What each check's row says, as one line a row. Tests compare it, so nothing in it may change from run to run. */
export async function rowsOf(page: Page): Promise<string[]> {
  return page.$$eval("[role=listitem]", (rows) =>
    rows
      .filter((row) => row.checkVisibility())
      .map((row) => (row as HTMLElement).innerText.replace(/\s+/g, " ").trim()),
  );
}

/** The learner's text, line by line, as the editor shows it. */
export async function codeOf(page: Page): Promise<string> {
  return page.$eval("[role=textbox]", (editor) =>
    [...editor.querySelectorAll<HTMLElement>(".cm-line")].map((line) => line.innerText).join("\n"),
  );
}

/** Replaces the code by pasting, as a person would: select all, paste. */
export async function pasteCode(page: Page, code: string): Promise<void> {
  await page.evaluate((text) => {
    const clipboard = document.createElement("textarea");
    clipboard.id = "clipboard";
    clipboard.value = text;
    document.body.append(clipboard);
    clipboard.select();
  }, code);
  await chord(page, "c");
  await page.evaluate(() => document.getElementById("clipboard")?.remove());
  const editor = await find(page, "editor");
  await editor.focus();
  await chord(page, "a");
  await chord(page, "v");
  await waitForLine(page, code.trimEnd().split("\n").at(-1) ?? "");
}

/** Waits until the editor shows this line. */
export async function waitForLine(page: Page, line: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("[role=textbox] .cm-line")].some(
        (each) => each.textContent === wanted,
      ),
    { polling: 20 },
    line,
  );
}

export async function chord(page: Page, key: "a" | "c" | "v" | "Enter"): Promise<void> {
  await page.keyboard.down("Control");
  await page.keyboard.press(key);
  await page.keyboard.up("Control");
}

/** Presses Check and waits for the last verdict, and until the next check could begin. */
export async function check(page: Page): Promise<string[]> {
  await press(page, "Check");
  await page.waitForFunction(
    () =>
      /\b(holds?|fails?|not be checked)\b/.test(
        document.querySelector(".lab-summary")?.textContent ?? "",
      ) && document.querySelector(".lab-toolbar .lab-primary:not([aria-disabled])") !== null,
    { polling: 50 },
  );
  return rowsOf(page);
}

/** What is said of all checks together. */
export async function summaryOf(page: Page): Promise<string> {
  return page.$eval(".lab-summary", (summary) => summary.textContent ?? "");
}
