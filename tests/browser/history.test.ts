// What happened, played as a reader plays it: the history of a failed check, step by step by keyboard; be
// the monkey; what if; compare; copy; and a link that brings a history along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { colourRules, violationsOn, widthRules } from "./axe.ts";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  clickOn,
  exercisePath,
  find,
  inOnePage,
  openFresh,
  openPage,
  openTab,
  pasteCode,
  press,
  textOf,
  waitForText,
  withNothingSaved,
} from "./lab_page.ts";

const solution = new URL("../../code/exercises/event_sourced_handler/solution.py", import.meta.url);
const TWICE = "2A +A .A .A .A =A +A .A .A";

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
    const { alike, once, slowOnce } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    const withExercise = inOnePage(() => openFresh(browser, site.url + exercisePath));
    const withCheckedStarter = (use: (page: Page) => Promise<void>) =>
      withExercise(async (page) => {
        await check(page);
        await waitForText(page, "heading", "Duplicate: A took effect twice");
        await use(page);
      });

    let checked: Promise<Page> | undefined;
    /** For what changes nothing but what is shown: they share one page, and each opens the history anew. */
    const withHistory =
      (width: number, height: number, use: (page: Page) => Promise<void>) => async () => {
        checked ??= openChecked(browser);
        const page = await checked;
        await page.setViewport({ width, height });
        await page.$$eval(".playback", (former) => {
          for (const each of former) each.classList.add("former");
        });
        await clickOn(page, ".lab-check-act button");
        await page.waitForSelector(".playback:not(.former)");
        await use(page);
      };

    alike("a failed check names the anomaly, and keeps the history for later", () =>
      withCheckedStarter(async (page) => {
        assert.equal((await page.$$("[aria-current=step]")).length, 0);
        assert.equal((await page.$$(".lab-line-note")).length, 0);

        await press(page, "See the history");

        await find(page, "region", "handler.py at this step");
        const outcome = await page.$eval(".outcome", (table) => (table as HTMLElement).innerText);
        assert.match(outcome, /order-7 holds\s+apple\s+✕ apple, apple/);
        const told = await stepsOf(page);
        assert.ok(
          told.some((step) => /A·2 appends ItemAdded A to order-7: version 2\./.test(step)),
        );
        assert.match(await page.$eval(".lab-line-note", (note) => note.textContent ?? ""), /A·2/);
        await waitForText(page, "heading", "Duplicate: A took effect twice");
      }),
    );

    alike("keys step through the history, and every pane follows", () =>
      withCheckedStarter(async (page) => {
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");

        await page.keyboard.press("Home");
        assert.match(await current(page), /^1 .*The broker delivers A to consumer 1\./);
        await page.keyboard.press("j");
        await page.keyboard.press("ArrowDown");
        assert.match(await current(page), /^3 .*A·1 appends ItemAdded A/);
        assert.match(await page.$eval(".now", (now) => (now as HTMLElement).innerText), /Step 3/);
        await page.keyboard.press("End");
        await page.keyboard.press("k");
        await page.keyboard.press("n");
        assert.match(await current(page), /Monkey: the broker has one more copy of A\./);
        await page.keyboard.press("d");
        assert.match(await current(page), /Point of no return/);
        await waitUntilInSight(page);
        await waitForText(page, "status", "doomed");
        const slider = await page.$eval("input[type=range]", (each) =>
          each.getAttribute("aria-valuetext"),
        );
        assert.match(slider ?? "", /^Step \d+ of 11: .* doomed$/);
      }),
    );

    once("the reader breaks the starter as the monkey, before the history is shown", () =>
      withCheckedStarter(async (page) => {
        await press(page, "Be the monkey");
        await waitForText(page, "heading", "Break it yourself");

        const steps = ["Put one more copy of A", "Deliver A", "A·1 reads", "A·1 appends"];
        steps.push("A·1 sends", "A·1 is acked");
        for (const step of steps) {
          assert.ok(
            !(await page.evaluate(() => document.body.innerText.includes("You broke it."))),
          );
          await choose(page, step);
        }

        await page.waitForFunction(() => document.body.innerText.includes("You broke it."));
        await page.waitForFunction(() =>
          document.body.innerText.includes("so the last 3 steps played by themselves"),
        );
        assert.equal((await page.$$(".lab-line-note")).length, 0);
        await press(page, "Undo");
        await find(page, "button", "A·1 is acked");
        await choose(page, "A·1 is acked");
        await press(page, "Show my history");
        await find(page, "region", "handler.py at this step");
        assert.equal((await stepsOf(page)).length, steps.length + 3);
      }),
    );

    once("at any step another action can be chosen, and the way back is there", () =>
      withCheckedStarter(async (page) => {
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");
        const before = (await stepsOf(page)).length;
        await page.$eval("[aria-current=step]", (step) => (step as HTMLElement).focus());
        await page.keyboard.press("End");
        await unfoldDetails(page);

        await press(page, "Open it");

        await waitForText(page, "heading", "Nothing broke");
        const back = await find(page, "button", "Back to the history before");
        const [isFocused, isBelowHeader] = await back.evaluate((button) => {
          const { top } = button.getBoundingClientRect();
          const header = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
          return [document.activeElement === button, top >= header];
        });
        assert.ok(isFocused && isBelowHeader);
        await press(page, "Back to the history before");
        await waitForText(page, "heading", "Duplicate: A took effect twice");
        await find(page, "region", "handler.py at this step");
        assert.equal((await stepsOf(page)).length, before);
      }),
    );

    once("the theme's keys lead nowhere from a history, and nowhere at all once they are off", () =>
      withCheckedStarter(async (page) => {
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");
        const here = page.url();
        const isHere = async () => {
          await pause(500);
          return page.url() === here && (await page.$$(".playback")).length === 1;
        };
        const leave = () => page.evaluate(() => (document.activeElement as HTMLElement).blur());

        await page.focus(".history-tabs [role=tab]");
        await page.keyboard.press("n");
        assert.ok(await isHere());

        await press(page, "All keys");
        await clickOn(page, ".lab-single-keys input");
        await press(page, "Close");
        await leave();
        await page.keyboard.press("n");
        assert.ok(await isHere());

        await press(page, "All keys");
        await clickOn(page, ".lab-single-keys input");
        await press(page, "Close");
        await leave();
        await page.keyboard.press("n");
        await page.waitForFunction((url) => location.href !== url, {}, here);
      }),
    );

    once("a history that is opened by key has its step in sight", () =>
      withCheckedStarter(async (page) => {
        await page.setViewport({ width: 1440, height: 600 });
        const open = await find(page, "button", "See the history");
        await open.focus();
        await page.keyboard.press("Enter");
        await page.waitForSelector(".playback");

        await waitUntilInSight(page);
        assert.ok(
          await page.evaluate(() => document.activeElement?.matches("[aria-current=step]")),
        );
      }),
    );

    once("the same history on the code as it is now shows where they part", () =>
      withCheckedStarter(async (page) => {
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");
        await pasteCode(page, await readFile(solution, "utf8"));
        await page.waitForFunction(() => document.body.innerText.includes("the code as it was."));

        await openTab(page, "Compare");

        await page.waitForFunction(() => document.body.innerText.includes("They differ from step"));
        const table = await page.$eval(".compare-table", (each) => (each as HTMLElement).innerText);
        assert.match(table, /duplicate[\s\S]*holds/);
        assert.match(table, /steps are the same, with the same results\./);
        await waitForText(page, "status", "ready");
      }),
    );

    once("a link shows the exercise and runs nothing until it is asked to", async () => {
      const fragment = new URLSearchParams({
        history: TWICE,
        of: "event_sourced_handler",
        messages: "A B",
        consumers: "2",
        leftovers: "any",
        marks: "2",
        faults: "1",
      });
      const address = `${site.url}${exercisePath}#${fragment}`;
      await withNothingSaved(browser, address, async (page) => {
        await waitForText(page, "status", "A history of 9 steps came with this link.");
        assert.equal((await page.$$(".lab-history")).length, 0);

        await press(page, "Play the history");

        await waitForText(page, "heading", "Duplicate: A took effect twice");
      });
    });

    once("a link that somebody has tampered with injects nothing", async () => {
      const bad = encodeURIComponent("<img src=x onerror=document.title='broken'>");
      const address = `${site.url}${exercisePath}#history=${bad}&of=${bad}`;
      const page = await openPage(browser, address, { python: false });

      await waitForText(page, "status", "cannot be read");

      assert.equal((await page.$$("img[src=x]")).length, 0);
      assert.notEqual(await page.title(), "broken");
      await page.close();
    });

    once("on the next page, to which the reader follows a link, a history looks the same", () =>
      withCheckedStarter(async (page) => {
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");
        const look = () =>
          page.$eval("[aria-current=step]", (step) => getComputedStyle(step).display);
        const before = await look();

        await page.$eval(`.md-nav--primary a[href*="state-at-first"]`, (link) => link.click());
        await waitForText(page, "heading", "State at first processing");
        await check(page);
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");

        assert.equal(await look(), before);
        assert.notEqual(before, "list-item");
      }),
    );

    once("Run plays under the chosen monkey, and its history can be opened", () =>
      withExercise(async (page) => {
        await pasteCode(page, await readFile(solution, "utf8"));
        await clickOn(page, "label ::-p-text(Lost ack)");
        await press(page, "Run");
        await waitForText(page, "region", "Monkey: the ack of A·1 is lost; A is queued again.");

        await press(page, "Show history");

        await waitForText(page, "heading", "Nothing broke");
        assert.ok((await stepsOf(page)).some((step) => step.includes("the ack of A·1 is lost")));
      }),
    );

    for (const width of [360, 1440]) {
      slowOnce(`axe-core finds nothing in it, light or dark, ${width} pixels wide`, () =>
        withCheckedStarter(async (page) => {
          await page.setViewport({ width, height: 900 });
          const nothing = (where: string) => noViolationsIn(page, where, width);

          await nothing("the offer");
          await press(page, "Be the monkey");
          await choose(page, "Deliver A");
          await nothing("be the monkey");
          await press(page, "See the history");
          await page.waitForSelector(".playback");
          await unfoldDetails(page);
          await nothing("the history");
          assert.deepEqual(await violationsOn(page, ["target-size"], ".lab"), []);
          await clickOn(page, "summary ::-p-text(Copy as test)");
          await nothing("the menu to copy");
          await openTab(page, "Compare");
          await page.waitForSelector(".compare-table");
          await nothing("compare");
        }),
      );
    }

    once("on a phone Run and Check are between the code and what comes of them", () =>
      withCheckedStarter(async (page) => {
        await page.setViewport({ width: 360, height: 740 });
        const [code = 0, run = 0, output = 0] = await page.evaluate(() =>
          [".cm-editor", ".lab-toolbar", ".lab-output"].map(
            (part) => document.querySelector(part)?.getBoundingClientRect().top,
          ),
        );
        assert.ok(code < run && run < output, `${code}, ${run}, ${output}`);
      }),
    );

    once(
      "in a window of 320 by 256 nothing stays over the steps, and no word is cut",
      withHistory(320, 256, async (page) => {
        const cut = await page.$$eval(".lab-history .risk-head .risk", (all) =>
          all.filter((each) => {
            const head = each.closest(".risk-head")?.getBoundingClientRect().right ?? 0;
            return each.getBoundingClientRect().right > Math.min(head, innerWidth);
          }),
        );
        assert.equal(cut.length, 0);
        const position = (each: Element): string => getComputedStyle(each).position;
        assert.equal(await page.$eval(".step-controls", position), "static");
      }),
    );

    once(
      "the history can be copied as a test, a link, text and a diagram",
      withHistory(1440, 1000, async (page) => {
        await clickOn(page, "summary ::-p-text(Copy as test)");

        const copied = await textOf(page, "region", "pytest");
        assert.match(copied, /def test_a_took_effect_twice/);
        assert.match(copied, /Scope\(\("A",\), \(DUPLICATE,\), most_faults=1\)/);
        for (const [name, pattern] of [
          ["Link", /#history=.*of=event_sourced_handler/],
          ["Text", /A·2 appends ItemAdded A/],
          ["Mermaid", /sequenceDiagram/],
          ["String", /^\+A \.A/],
        ] as const) {
          await clickOn(page, `label ::-p-text(${name})`);
          assert.match(await textOf(page, "region", name), pattern);
        }
      }),
    );

    alike(
      "a window of a phone shows rails for lanes, and never scrolls sideways",
      withHistory(360, 740, async (page) => {
        assert.equal(await page.$eval("svg.diagram", (each) => each.checkVisibility()), false);
        assert.equal(await page.$eval(".rails", (each) => each.checkVisibility()), true);
        const sideways = () => document.documentElement.scrollWidth > innerWidth;
        assert.equal(await page.evaluate(sideways), false);
      }),
    );

    once(
      "in a window 1366 pixels wide no step and no label is over another",
      withHistory(1366, 768, async (page) => {
        const steps = await boxesOf(page, ".steps .step");
        assert.ok(steps.length > 5, `${steps.length} steps`);
        assert.deepEqual(overlapsIn(steps), []);
        const labels = await boxesOf(page, "svg.diagram text");
        assert.ok(labels.length > 5, `${labels.length} labels`);
        assert.deepEqual(overlapsIn(labels), []);
      }),
    );

    once(
      "on a phone the step that a button leads to comes into sight",
      withHistory(360, 740, async (page) => {
        for (let step = 6; step > 1; step -= 1) await press(page, "Previous step");
        await page.waitForSelector(".step:nth-child(1)[aria-current=step]");
        await waitUntilInSight(page);
        for (let step = 1; step < 9; step += 1) await press(page, "Next step");
        await page.waitForSelector(".step:nth-child(9)[aria-current=step]");
        await waitUntilInSight(page);
      }),
    );
  });
}

/** A page in which the starter was checked. */
async function openChecked(browser: Browser): Promise<Page> {
  const page = await openFresh(browser, site.url + exercisePath);
  await waitForText(page, "status", "ready");
  await check(page);
  return page;
}

// Of those, the size of targets is looked at once: later, what sticks to the window's edge covers some in part.
const narrowRules = widthRules.filter((rule) => rule !== "target-size");

async function noViolationsIn(page: Page, where: string, width: number): Promise<void> {
  for (const scheme of ["slate", "default"]) {
    await page.evaluate((name) => {
      document.body.dataset.mdColorScheme = name;
    }, scheme);
    const rules = scheme === "slate" ? colourRules : width < 1000 ? narrowRules : undefined;
    assert.deepEqual(await violationsOn(page, rules, ".lab"), [], `${where}, ${scheme}`);
  }
}

interface Box {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where each of these is, and what it says; a step is as large as all that it shows. */
async function boxesOf(page: Page, selector: string): Promise<Box[]> {
  return page.$$eval(selector, (all) =>
    all
      .filter((each) => each.checkVisibility() && each.textContent !== "")
      .map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return { text: each.textContent ?? "", left, right, top, bottom };
      }),
  );
}

/** The pairs of texts of which one lies over the other, by more than the rounding of a pixel. */
function overlapsIn(boxes: Box[]): string[][] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1,
      )
      .map((other) => [one.text, other.text]),
  );
}

/** What each step of the history says, with its number. */
async function stepsOf(page: Page): Promise<string[]> {
  return page.$$eval(".steps .step:not(.end)", (steps) =>
    steps.map((step) => (step as HTMLElement).innerText.replace(/\s+/g, " ").trim()),
  );
}

/** Waits until nothing lies over the middle of the step that was gone to. */
async function waitUntilInSight(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const step = document.querySelector("[aria-current=step]");
    if (step === null) return false;
    const { left, top, width, height } = step.getBoundingClientRect();
    return step.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}

async function current(page: Page): Promise<string> {
  const text = await page.$eval("[aria-current=step]", (step) => (step as HTMLElement).innerText);
  const words = text.replace(/\s+/g, " ").trim();
  const number = words.match(/\d+/)?.[0] ?? "";
  return `${number} ${words}`;
}

/** Chooses a step as the monkey, and waits until the next ones are there. */
async function choose(page: Page, step: string): Promise<void> {
  const before = await page.$$eval(".short-steps li", (items) => items.length);
  await press(page, step);
  await page.waitForFunction(
    (count) => document.querySelectorAll(".short-steps li").length > count,
    { polling: 20 },
    before,
  );
}

async function unfoldDetails(page: Page): Promise<void> {
  const folded = await page.$eval(".detail-panes .more", (each) => (each as HTMLElement).hidden);
  if (folded) await press(page, "Show details");
}
