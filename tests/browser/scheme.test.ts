// Light or dark: as the system, until the reader chooses. What was chosen is shown from a page's first line on.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import {
  findBrowsers,
  isLookedAt,
  launch,
  type Site,
  serveSite,
  testSlow,
  testsIn,
} from "./harness.ts";
import { clickOn, exercisePath, openPage, themeIn } from "./lab_page.ts";

const lecturePath = "reference/glossary/";
const toggle = ".md-header [data-md-component=palette] label:not([hidden])";
const shown = { dark: "slate", light: "default" } as const; // the theme's names
type Scheme = keyof typeof shown;

interface Kept {
  readonly index: number;
  readonly color: Record<string, string>;
}

interface Theme {
  __md_get(name: string): Kept;
  __md_set(name: string, value: unknown): void;
}

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    let site: Site;
    before(async () => {
      site = await serveSite();
    });
    after(async () => {
      await site.close();
    });

    if (!isLookedAt(installed)) return;
    for (const system of ["dark", "light"] as const) {
      describe(`where the system is ${system}`, () => {
        const { once, slowOnce, ...tests } = testsIn(installed);
        const alike = system === "dark" ? tests.alike : testSlow;
        let browser: Browser;
        before(async () => {
          browser = await launch(installed, { scheme: system });
        });
        after(async () => {
          await browser.close();
        });

        alike("each page is, and the reader's choice is kept and can be taken back", async () => {
          const context = await browser.createBrowserContext();
          const page = await openPage(context, site.url + lecturePath, { python: false });
          await expectScheme(page, system);
          for (const [choice, scheme] of [
            ["light", "light"],
            ["dark", "dark"],
            ["system", system],
          ] as const) {
            await clickOn(page, toggle);
            await expectScheme(page, scheme);
            await page.goto(site.url + exercisePath);
            assert.equal(
              await schemeOf(page),
              shown[scheme],
              `${choice}, before the theme's script`,
            );
            await page.goto(site.url + lecturePath);
            await expectScheme(page, scheme);
          }
          await page.close();
        });

        alike("the switch says what is shown, and what it does", async () => {
          const page = await openPage(await browser.createBrowserContext(), site.url + lecturePath);
          await themeIn(page);
          const names = [await nameOfSwitch(page)];
          for (const _ of [1, 2, 3]) {
            await clickOn(page, toggle);
            names.push(await nameOfSwitch(page));
          }
          assert.deepEqual(names, [
            "Colours: as your system. Switch to light",
            "Colours: light. Switch to dark",
            "Colours: dark. Switch to your system's",
            "Colours: as your system. Switch to light",
          ]);
          await page.close();
        });

        // The switch had two states once, and the theme kept the system's even if nobody had chosen it.
        slowOnce(
          "a choice kept by the former switch holds where it is not the system's",
          async () => {
            for (const [index, scheme] of (["light", "dark"] as const).entries()) {
              const page = await openPage(
                await browser.createBrowserContext(),
                site.url + lecturePath,
              );
              await withKept(page, { index, color: formerColor(scheme) });
              await expectScheme(page, scheme);
              const { color } = await keptIn(page);
              assert.equal(color.media, scheme === system ? whole : media(scheme));
              await page.reload();
              await expectScheme(page, scheme);
              await page.close();
            }
          },
        );

        const inTheDark = system === "dark" ? once : () => {}; // where nothing kept would be light
        inTheDark("what is kept and makes no sense is as if nothing were", async () => {
          const page = await openPage(browser, site.url + lecturePath);
          for (const kept of [
            5,
            "dark",
            {},
            { index: 9 },
            { index: 1, color: null },
            { color: {} },
          ]) {
            await withKept(page, kept);
            assert.equal(await schemeOf(page), shown[system], JSON.stringify(kept));
            await expectScheme(page, system);
            assert.equal((await keptIn(page)).index, 0);
          }
          await page.close();
        });
      });
    }

    if (installed.name === "chromium")
      test("an open page follows the system, unless the reader has chosen", async () => {
        const browser = await launch(installed, { scheme: "light" });
        const page = await openPage(browser, site.url + lecturePath);
        await expectScheme(page, "light");
        await setSystem(page, "dark");
        await expectScheme(page, "dark");
        await page.reload();
        await expectScheme(page, "dark");
        await setSystem(page, "light");
        await expectScheme(page, "light");
        await clickOn(page, toggle); // light
        await setSystem(page, "dark");
        await page.reload();
        await expectScheme(page, "light");
        await browser.close();
      });
  });
}

const whole = "(prefers-color-scheme)";

function media(scheme: Scheme): string {
  return `(prefers-color-scheme: ${scheme})`;
}

function formerColor(scheme: Scheme): Record<string, string> {
  return { media: media(scheme), scheme: shown[scheme], primary: "white", accent: "indigo" };
}

function schemeOf(page: Page): Promise<string | undefined> {
  return page.$eval("body", (body) => body.dataset.mdColorScheme);
}

async function expectScheme(page: Page, scheme: Scheme): Promise<void> {
  await themeIn(page);
  await page
    .waitForFunction((name) => document.body.dataset.mdColorScheme === name, {}, shown[scheme])
    .catch(async () => assert.equal(await schemeOf(page), shown[scheme]));
}

async function setSystem(page: Page, value: Scheme): Promise<void> {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
}

function nameOfSwitch(page: Page): Promise<string> {
  return page.$eval(toggle, (label) => label.previousElementSibling?.ariaLabel ?? "");
}

// Opens a page where the theme finds this.
async function withKept(page: Page, kept: unknown): Promise<void> {
  await themeIn(page);
  await page.evaluate((value) => (window as unknown as Theme).__md_set("__palette", value), kept);
  await page.reload();
}

function keptIn(page: Page): Promise<Kept> {
  return page.evaluate(() => (window as unknown as Theme).__md_get("__palette"));
}
