// Exercise 2 in real browsers, on the built site below a sub-path: from the starter to the solution,
// with everything that may go wrong between.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  chord,
  codeOf,
  exercisePath,
  find,
  inOnePage,
  openFresh,
  pasteCode,
  press,
  summaryOf,
  textOf,
  waitForText,
} from "./lab_page.ts";

const solution = new URL("../../code/exercises/event_sourced_handler/solution.py", import.meta.url);

let site: Site;
before(async () => {
  site = await serveSite({ watchOrigins: true });
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

    const withExercise = inOnePage(() => openFresh(browser, site.url + exercisePath));

    alike("the starter fails its checks, and the rows say what went wrong", () =>
      withExercise(async (page) => {
        const rows = await check(page);

        assert.equal(await summaryOf(page), "3 hold, 8 fail");
        const twice = rows.find((row) => row.includes("The same message twice")) ?? "";
        assert.match(twice, /^duplicate The same message twice Duplicate: A took effect twice/);
        await press(page, "Show history");
        await page.waitForFunction(() =>
          document.body.innerText.includes("A·2 appends ItemAdded A to order-7: version 2."),
        );
      }),
    );

    alike("the solution pasted into the editor passes", () =>
      withExercise(async (page) => {
        await pasteCode(page, await readFile(solution, "utf8"));

        const rows = await check(page);

        assert.equal(rows.length, 11);
        assert.deepEqual(
          rows.filter((row) => !row.startsWith("holds ")),
          [],
        );
        assert.equal(await summaryOf(page), "all 11 hold");
      }),
    );

    alike("Run plays the scenario and prints its history", () =>
      withExercise(async (page) => {
        const editor = await find(page, "textbox", "handler.py, your code");
        await editor.focus();

        await chord(page, "Enter");

        await waitForText(page, "region", "The broker delivers A to consumer 1.");
        await waitForText(page, "region", "16 steps, then at rest");
      }),
    );

    once("how a run ended is announced", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('one')\nprint('two')\nprint(1 / 0)\n");
        await press(page, "Run");
        await waitForText(page, "status", "The run ended with an error. ZeroDivisionError");

        await pasteCode(page, "print('one')\nprint('two')\n");
        await press(page, "Run");
        await waitForText(page, "status", "The run ended");
      }),
    );

    once("Check has a key too, and it checks", () =>
      withExercise(async (page) => {
        const editor = await find(page, "textbox", "handler.py, your code");
        await editor.focus();

        await page.keyboard.down("Shift");
        await chord(page, "Enter");
        await page.keyboard.up("Shift");

        await page.waitForFunction(() => document.body.innerText.includes("3 hold, 8 fail"));
      }),
    );

    once("a message that is the same for all checks is said once, and each has its history", () =>
      withExercise(async (page) => {
        const starter = await codeOf(page);
        const broken = starter.replace(/^( +)context\.publish/m, "$1stream.events[7]\n$&");
        assert.notEqual(broken, starter);
        await pasteCode(page, broken);

        const rows = await check(page);

        assert.equal(rows.length, 11);
        assert.deepEqual(
          rows.map((row) => /IndexError: /.test(row)),
          [true, ...rows.slice(1).map(() => false)],
        );
        assert.ok(rows.slice(1).every((row) => / As (above|in “.*” above)\./.test(row)));
        await press(page, "Show history of “Two items in every sequence”");
        await waitForText(page, "heading", "Error: IndexError");
        await page.waitForFunction(() =>
          document.body.innerText.includes("The broker delivers A to consumer 1."),
        );
      }),
    );

    once("code that cannot be checked says why, in sight of who checks", () =>
      withExercise(async (page) => {
        await page.setViewport({ width: 1366, height: 768 });
        await pasteCode(page, "def handle(:\n    pass\n");

        await press(page, "Check");

        await waitForText(page, "status", "The code could not be checked. ");
        const told = await page.waitForFunction(() => {
          const said = [...document.querySelectorAll<HTMLElement>(".lab-checks [role=status]")];
          const summary = said.find((each) => each.innerText.includes("could not be checked"));
          const { top, bottom } = summary?.getBoundingClientRect() ?? { top: -1, bottom: 0 };
          return top >= 0 && bottom <= innerHeight ? summary?.innerText : null;
        });
        assert.match((await told.jsonValue()) ?? "", /checked\. .*(invalid syntax|SyntaxError)/);
      }),
    );

    once("a syntax error shows the learner's line", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('before')\ndef handle(:\n    pass\n");

        await press(page, "Run");

        await waitForText(page, "region", 'File "handler.py", line 2');
        assert.match(await codeAndNotes(page), /def handle\(:\nSyntaxError: /);
        assert.deepEqual(await check(page), []);
        assert.match(await summaryOf(page), /could not be checked\. SyntaxError: /);
      }),
    );

    once("an exception shows the learner's line, and none of ours", () =>
      withExercise(async (page) => {
        await pasteCode(page, "def price(item):\n    return prices[item]\n\nprice('apple')\n");

        await press(page, "Run");

        await waitForText(page, "region", "NameError: name 'prices' is not defined");
        const printed = await textOf(page, "region", "Output");
        assert.match(printed, /line 4, in <module>[\s\S]*line 2, in price/);
        assert.doesNotMatch(printed, /consistent_messaging|runpy|importlib|pyodide/);
        assert.match(await codeAndNotes(page), /return prices\[item\]\nNameError: /);
      }),
    );

    once("input() is refused with a way out", () =>
      withExercise(async (page) => {
        await pasteCode(page, "name = input('Who? ')\n");

        await press(page, "Run");

        await waitForText(page, "region", "write the value into the code");
      }),
    );

    alike("an endless loop is stopped by Stop, and Python is ready again", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('begins')\nwhile True:\n    pass\n");
        await press(page, "Run");
        await waitForText(page, "region", "begins");
        await waitForText(page, "status", "running");
        const words = await watchWords(page);

        await press(page, "Stop");

        await waitForText(page, "status", "ready");
        const seen = (await words()).slice(-2);
        assert.deepEqual(
          seen.map(([word]) => word),
          ["Python is starting…", "ready"],
        );
        const [stoppedAt = 0, readyAt = 0] = seen.map(([, at]) => at);
        assert.ok(readyAt - stoppedAt < 15_000, `ready again after ${readyAt - stoppedAt} ms`);
        await pasteCode(page, "print('runs again')\n");
        await press(page, "Run");
        await waitForText(page, "region", "runs again");
      }),
    );

    once("the files are tabs, and those that are given are only read", () =>
      withExercise(async (page) => {
        const tab = await find(page, "tab", "handler.py");
        await tab.focus();

        await page.keyboard.press("ArrowRight");

        const given = await find(page, "textbox", "orders.py, given, to read");
        await given.focus();
        await page.keyboard.type("x");
        const text = await given.evaluate((each) => each.innerText);
        assert.match(text, /class AddItem/);
        assert.doesNotMatch(text, /^x/);
      }),
    );

    alike("Tab indents, and Esc then Tab leaves the editor", () =>
      withExercise(async (page) => {
        const editor = await find(page, "textbox", "handler.py, your code");
        const inEditor = () => editor.evaluate((each) => each.contains(document.activeElement));
        await editor.focus();

        await page.keyboard.press("Tab");
        assert.match(await codeOf(page), /^ {4}from/);
        assert.equal(await inEditor(), true);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Tab");

        assert.equal(await inEditor(), false);
      }),
    );

    alike("nothing is asked of any other site", async () => {
      assert.ok(site.requests.some(({ path: asked }) => asked.endsWith("pyodide.asm.wasm")));
      assert.deepEqual(site.foreign, []);
    });
  });
}

type Word = [word: string, at: number];

/** Notes each word for what Python is doing, and when it came; some stand for moments only. */
async function watchWords(page: Page): Promise<() => Promise<Word[]>> {
  const seen = await page.evaluateHandle(() => {
    const words: Word[] = [];
    const state = document.querySelector(".lab-state") as HTMLElement;
    const watch = new MutationObserver(() =>
      words.push([state.textContent ?? "", Math.round(performance.now())]),
    );
    watch.observe(state, { childList: true, characterData: true, subtree: true });
    return words;
  });
  return () => seen.jsonValue() as Promise<Word[]>;
}

/** The learner's lines and the sentences between them. */
async function codeAndNotes(page: Page): Promise<string> {
  return textOf(page, "textbox", "handler.py, your code");
}
