// Hints one at a time and the solution after a try, in real browsers; remembered, and plain folds without
// JavaScript.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { violationsOn } from "./axe.ts";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  clickOn,
  exercisePath,
  find,
  pasteCode,
  press,
  waitForText,
  withFreshEditor,
  withNothingSaved,
} from "./lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike, once } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    const withExercise = (use: (page: Page) => Promise<void>) =>
      withFreshEditor(browser, site.url + exercisePath, use);

    alike("a hint is offered after the one before it was opened, and stays so", () =>
      withExercise(async (page) => {
        assert.deepEqual(await linesOf(page), ["Hint 1", "Solution"]);

        await press(page, "Hint 1 of");
        await waitForLines(page, ["Hint 1", "Hint 2", "Solution"]);
        await press(page, "Hint 2 of");
        await waitForLines(page, ["Hint 1", "Hint 2", "Hint 3", "Solution"]);

        await page.reload();
        await find(page, "button", "Hint 3 of");
        assert.deepEqual(await linesOf(page), ["Hint 1", "Hint 2", "Hint 3", "Solution"]);
      }),
    );

    once("the solution asks for a try first, and is shown on insistence", () =>
      withExercise(async (page) => {
        await clickOn(page, "summary ::-p-text(Solution)");
        await waitForText(page, "status", "You have not checked any change of yours yet.");
        assert.equal(await isSolutionOpen(page), false);
        assert.deepEqual(await violationsOn(page, undefined, ".md-content"), []);
        await press(page, "Differences");
        await waitForText(page, "status", "There is no difference.");
        assert.ok(!(await choicesOf(page)).includes("the solution"));

        await press(page, "Show the solution now");

        await page.waitForFunction(
          () => document.querySelector<HTMLDetailsElement>(".cm-solution")?.open,
        );
        await page.reload();
        await find(page, "editor");
        await press(page, "Differences");
        await waitForText(page, "status", "There is no difference.");
        assert.ok((await choicesOf(page)).includes("the solution"));
      }),
    );

    once("after a check of changed code the solution is offered", () =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        await check(page);
        await clickOn(page, "summary ::-p-text(Solution)");
        await waitForText(page, "status", "You have not checked any change of yours yet.");

        await pasteCode(page, "def handle(:\n");
        await press(page, "Check");
        await page.waitForFunction(() =>
          document.querySelector(".cm-solution")?.textContent?.includes("open when you like"),
        );
        await clickOn(page, "summary ::-p-text(Solution)");

        assert.equal(await isSolutionOpen(page), true);
      }),
    );
  });
}

/** The first words of the folds that can be seen. */
async function linesOf(page: Page): Promise<string[]> {
  return page.$$eval(".cm-help summary", (all) =>
    all
      .filter((each) => each.checkVisibility())
      .map((each) => /^(Hint \d|Solution)/.exec(each.innerText.trim())?.[0] ?? ""),
  );
}

async function waitForLines(page: Page, lines: string[]): Promise<void> {
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll(".cm-help summary")].filter((each) => each.checkVisibility())
        .length === count,
    { polling: 50 },
    lines.length,
  );
  assert.deepEqual(await linesOf(page), lines);
}

async function isSolutionOpen(page: Page): Promise<boolean> {
  return page.$eval(".cm-solution", (each) => (each as HTMLDetailsElement).open);
}

async function choicesOf(page: Page): Promise<string[]> {
  return page.$$eval(".lab select option", (all) => all.map((each) => each.value));
}
