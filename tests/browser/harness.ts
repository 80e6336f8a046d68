// What every browser test begins with: the browsers of this machine, each started in the way
// that it needs, and the built site served as GitHub Pages would serve it.
//
// Everything is tested in the first browser, Chromium. Through the others, `make test` goes once, as a reader does
// (`reader.test.ts`), and tries to get out of the sandbox. What else a browser may have its part in runs there by
// `make slow`. What looks at much more of the same, or is far from what a reader does, runs only by `make slow`.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { type Browser, type BrowserContext, launch as launchBrowser } from "puppeteer-core";
import browsers from "./browsers.json" with { type: "json" };
import { BrowsersInUse } from "./browsers_in_use.ts";

export {
  type Answer,
  type Site,
  type SiteOptions,
  type SiteRequest,
  serveSite,
} from "./site_server.ts";

export type BrowserName = keyof typeof browsers;

export interface InstalledBrowser {
  readonly name: BrowserName;
  readonly path: string;
}

// What a browser would do for itself, and what no test wants: a first-run page, updates, sync, and for each
// window two pages of the address bar, in a process of their own.
const CHROMIUM_FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
];

// What a page asks for, the server of its site knows; to be told of each request costs a browser an eighth of
// its time.
const networkEnabled = false;

/** The browsers of this machine, Chromium first. */
export function findBrowsers(): InstalledBrowser[] {
  const names: BrowserName[] = ["chromium", "firefox"];
  return names.flatMap((name) => {
    const path = findBrowser(name);
    return path === undefined ? [] : [{ name, path }];
  });
}

export function isFirst(browser: InstalledBrowser): boolean {
  return browser.name === findBrowsers()[0]?.name;
}

const isSlow = process.env.SLOW !== undefined;

/** Whether `alike` declares anything in this browser now. */
export function isLookedAt(browser: InstalledBrowser): boolean {
  return isFirst(browser) || isSlow;
}

type Declare = (name: string, body: () => Promise<void>) => unknown;

/** What declares the tests in a browser, by how much of them depends on it. */
export interface Tests {
  /** What comes out alike in nearly all browsers: in the others, `make slow` runs it. */
  readonly alike: Declare;
  /** What comes out alike whatever the browser: it runs in the first one only. */
  readonly once: Declare;
  /** The same, which takes too long for every day. */
  readonly slowOnce: Declare;
}

export function testsIn(browser: InstalledBrowser): Tests {
  // `test` itself, so that reports name the right file
  if (isFirst(browser)) return { alike: test, once: test, slowOnce: testSlow };
  return { alike: testSlow, once: () => {}, slowOnce: () => {} };
}

/** Declares a test that takes too long for every day: `make slow` runs it, and so does CI. */
export function testSlow(name: string, body: () => Promise<void>): void {
  if (isSlow) test(`${name} (slow)`, body);
}

export interface LaunchOptions {
  readonly webAssembly?: boolean;
  /**
   * Whether Chromium optimizes WebAssembly while it runs, as it does for readers. That pays after some
   * seconds; most tests are over by then, and each takes twice as long for it.
   */
  readonly optimizes?: boolean;
  /** What the browser says that the system prefers; without it, what the system does. */
  readonly scheme?: "dark" | "light";
  /**
   * How many cores a page believes in; in Firefox no more than there are. With two it starts a second
   * Python, which would only cost where several files run at a time.
   */
  readonly cores?: number;
}

let shared: BrowsersInUse | undefined;

/** From now on a browser that was closed is used again. Returns what ends them all. */
export function shareBrowsers(): () => void {
  const browsers = new BrowsersInUse();
  shared = browsers;
  return () => browsers.end();
}

/** A browser without a window and with nothing kept of this site. Close it after the test. */
export async function launch(
  browser: InstalledBrowser,
  { optimizes: isAsked = false, ...others }: LaunchOptions = {},
): Promise<Browser> {
  const optimizes = isAsked && browser.name === "chromium"; // no other browser heeds it
  const options = { ...others, optimizes };
  if (!shared) return startBrowser(browser, options);
  return shared.take(JSON.stringify([browser.name, options]), () => startBrowser(browser, options));
}

/** Starts one of its own, with an empty profile. */
export async function startBrowser(
  browser: InstalledBrowser,
  { webAssembly = true, optimizes = false, scheme, cores = 1 }: LaunchOptions = {},
): Promise<Browser> {
  const schemeNumber = scheme === undefined ? undefined : ["dark", "light"].indexOf(scheme);
  if (browser.name === "firefox") {
    return launchBrowser({
      browser: "firefox",
      executablePath: browser.path,
      headless: true,
      networkEnabled,
      extraPrefsFirefox: {
        "javascript.options.wasm": webAssembly,
        "dom.maxHardwareConcurrency": cores,
        ...(scheme && { "layout.css.prefers-color-scheme.content-override": schemeNumber }),
      },
    });
  }
  const engine = webAssembly ? "--liftoff-only" : "--jitless";
  // Chromium's sandbox does not start for root, as whom containers often run.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const launched = await launchBrowser({
    browser: "chrome",
    executablePath: browser.path,
    headless: true,
    networkEnabled,
    args: [
      ...CHROMIUM_FLAGS,
      ...sandbox,
      ...(webAssembly && optimizes ? [] : [`--js-flags=${engine}`]),
      ...(scheme ? [`--blink-settings=preferredColorScheme=${schemeNumber}`] : []),
    ],
  });
  return withCores(launched, cores);
}

/** Lets Chromium tell each page that it opens how many cores there are: no flag does. */
function withCores(browser: Browser, cores: number): Browser {
  const tellPagesOf = <Opener extends Browser | BrowserContext>(opener: Opener): Opener => {
    const open = opener.newPage.bind(opener);
    opener.newPage = async () => {
      const page = await open();
      const session = await page.createCDPSession();
      await session.send("Emulation.setHardwareConcurrencyOverride", {
        hardwareConcurrency: cores,
      });
      return page;
    };
    return opener;
  };
  const createContext = browser.createBrowserContext.bind(browser);
  browser.createBrowserContext = async (options) => tellPagesOf(await createContext(options));
  return tellPagesOf(browser);
}

function findBrowser(name: BrowserName): string | undefined {
  const { path_variable: variable, commands, application } = browsers[name];
  const chosen = process.env[variable];
  if (chosen) {
    if (!isExecutable(chosen)) {
      throw new Error(
        `${variable}=${chosen}: no program stands there. Set it to the browser's ` +
          "program, or unset it to have the browser found on the PATH.",
      );
    }
    return chosen;
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => commands.map((command) => join(folder, command)));
  return [...candidates, application].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
