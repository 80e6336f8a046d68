// What the editor offers besides typing, in real browsers: completion for the course's API, differences from
// other versions, and the list of keys.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import { violationsOn } from "./axe.ts";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  codeOf,
  exercisePath,
  find,
  inOnePage,
  openFresh,
  openPage,
  pasteCode,
  press,
  themeIn,
  waitForText,
  withFreshEditor,
} from "./lab_page.ts";

const runnerPath = "inbox/inbox/";
const brainstormPath = "events/exactly-as-the-first-time/";
const starter = new URL("../../code/exercises/inbox_runner/starter.py", import.meta.url);

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

    const withRunner = inOnePage(() => openFresh(browser, site.url + runnerPath));

    alike("behind the dot stand the store's calls, with signature and sentence", () =>
      withRunner(async (page) => {
        await begin(page, await upToProcess());

        await page.keyboard.type("self.inbox.");
        await offered(page, ["contains(message_id)", "add(message_id)"]);
        await pressInList(page, "ArrowDown");
        await page.waitForFunction(() =>
          document.body.innerText.includes("add(message_id: str) -> None"),
        );
        await page.keyboard.press("Enter");
        await page.keyboard.type("context.");
        await offered(page, ["message_id", "headers", "publish(event, message_id)"]);
        await page.keyboard.type("mes");
        await accept(page, "Tab");

        assert.match(await codeOf(page), /self\.inbox\.add\(context\.message_id\)$/);
      }),
    );

    once("a name that is not imported yet is imported when it is taken", () =>
      withRunner(async (page) => {
        await begin(page, `${await upToProcess()}raise Conc`);
        await page.keyboard.type("u");
        await offered(page, ["ConcurrencyErrorfrom consistent_messaging"]);

        await accept(page, "Enter");

        const code = await codeOf(page);
        assert.match(code, /derived_id,\n {4}ConcurrencyError,\n\)/);
        assert.match(code, /raise ConcurrencyError$/);
      }),
    );

    once("Escape gives Tab back to the page, however long the reader waits", () =>
      withFreshEditor(browser, site.url + exercisePath, async (page) => {
        const editor = await find(page, "textbox", "handler.py, your code");
        await editor.focus();
        const before = await codeOf(page);

        await page.keyboard.press("Escape");
        await pause(2_300); // CodeMirror itself waits two seconds
        await page.keyboard.press("Tab");

        assert.equal(await editor.evaluate((each) => each.contains(document.activeElement)), false);
        assert.equal(await codeOf(page), before);
      }),
    );

    alike("Escape closes what is offered, and the next one leaves as before", () =>
      withRunner(async (page) => {
        await begin(page, await upToProcess());
        await page.keyboard.type("self.inbox.");
        await offered(page, ["contains(message_id)"]);

        await page.keyboard.press("Escape");
        await page.waitForFunction(() => document.querySelector("[role=listbox]") === null);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Tab");

        const editor = await find(page, "editor");
        assert.equal(await editor.evaluate((each) => each === document.activeElement), false);
      }),
    );

    once("the code is compared with the starter, and with earlier exercises", () =>
      withFreshEditor(browser, site.url + exercisePath, async (page) => {
        await pasteCode(page, "print('earlier work')\n");
        await waitForSaved(page);
        await page.goto(`${site.url}events/first-item-added/`);
        await find(page, "editor");
        const asked = site.requests.length;
        await pasteCode(page, "print('mine')\n");

        await press(page, "Differences");
        await waitForText(page, "status", "1 place differs from the starter.");

        const choices = await page.$$eval("select option", (all) => all.map((each) => each.value));
        assert.deepEqual(choices, ["the starter", "your code of 2 · Event-sourced handler"]);
        await page.select("select", "your code of 2 · Event-sourced handler");
        await waitForText(page, "status", "1 place differs from your code of 2");
        await page.waitForFunction(() =>
          document.querySelector(".lab-difference")?.textContent?.includes("earlier work"),
        );
        await pasteCode(page, "print('earlier work')\n");
        await waitForText(page, "status", "There is no difference.");
        const paths = site.requests.slice(asked).map(({ path }) => path);
        assert.ok(!paths.some((path) => /mount.*difference/.test(path)));
      }),
    );

    once(
      "code of a demonstration is compared with that before it, and with what was given",
      async () => {
        const page = await openFresh(browser, site.url + brainstormPath, { python: false });
        await press(page, "Show what people usually find");
        const ideas = await page.$$("details.idea:has(.lab)");
        assert.ok(ideas.length > 1);
        let before = "";
        for (const [index, idea] of ideas.entries()) {
          await idea.evaluate((each) => each.setAttribute("open", ""));
          const code = await idea.$eval(".cm-content", (each) => (each as HTMLElement).innerText);
          const isOther = index > 0 && code !== before; // two ideas can be one code in two worlds
          await press(page, "Differences");
          await waitForText(page, "status", isOther ? "from the previous code on" : "There is no");
          before = code;
          const offered = await idea.$$eval("option", (all) => all.map((each) => each.value));
          assert.deepEqual(offered, [
            ...(index === 0 ? [] : ["the previous code on this page"]),
            "this code as given",
          ]);
          assert.doesNotMatch(
            await idea.evaluate((each) => each.innerText),
            /The solution is among/,
          );
          await idea.evaluate((each) => each.removeAttribute("open"));
        }
        await page.close();
      },
    );

    alike("lines that a comparison leaves out are opened by keyboard", () =>
      withRunner(async (page) => {
        await pasteCode(page, `${await readFile(starter, "utf8")}# mine\n`);
        await press(page, "Differences");
        await waitForText(page, "status", "1 place differs from the starter.");
        await page.waitForSelector(".lab-difference [role=button]");
        await page.focus("select");
        const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
        for (let stops = 0; stops < 5 && !(await focused()).endsWith("unchanged lines"); stops += 1)
          await page.keyboard.press("Tab");
        const sign = await focused();
        assert.match(sign, /^\d+ unchanged lines$/);

        await page.keyboard.press("Enter");

        await page.waitForFunction(() => !document.querySelector(".cm-collapsedLines"));
        assert.match(await focused(), /class StateMachineRunner/);
      }),
    );

    once("the comparison is loaded when it is opened, and not before", async () => {
      const context = await browser.createBrowserContext(); // with an empty cache
      const asked = site.requests.length;
      const loaded = () =>
        site.requests.slice(asked).filter(({ path }) => /lab\/(diff_view|completion)-/.test(path));
      const page = await openPage(context, site.url + runnerPath, { python: false });
      await find(page, "editor");
      assert.deepEqual(loaded(), []);

      await press(page, "Differences");
      await waitForText(page, "status", "There is no difference.");

      assert.equal(loaded().length, 1);
      await context.close();
    });

    alike("the keys are listed by button and by key, and the focus comes back", () =>
      withRunner(async (page) => {
        const editor = await find(page, "editor");
        await editor.focus();

        await page.keyboard.press("F1");
        await find(page, "heading", "In a history");
        await page.keyboard.press("Escape");

        await page.waitForFunction(() => document.querySelector("dialog") === null);
        assert.equal(await editor.evaluate((each) => each === document.activeElement), true);
        await page.keyboard.type("?");
        assert.match(await codeOf(page), /^\?/);
        await press(page, "All keys");
        await find(page, "heading", "In the editor");
        const listed = await page.$eval("dialog", (dialog) =>
          dialog.innerText.replace(/\s+/g, " "),
        );
        assert.match(listed, /Ctrl ?\+? ?M let Tab leave the editor/);
        await press(page, "Close");
        await page.waitForFunction(() => document.querySelector("dialog") === null);
      }),
    );

    once("the list of keys goes with its page, when the reader goes back", () =>
      withRunner(async (page) => {
        await themeIn(page);
        await page.$eval(`.md-nav--primary a[href*="event-sourced"]`, (link) => link.click());
        await waitForText(page, "heading", "Event-sourced handler");
        const editor = await find(page, "textbox", "handler.py, your code");
        await editor.focus();
        await page.keyboard.press("F1");
        await find(page, "heading", "In a history");

        await page.evaluate(() => history.back());

        await find(page, "textbox", "runner.py, your code");
        assert.equal((await page.$$("dialog")).length, 0);
      }),
    );

    once("no file's name is cut off, however many files there are", () =>
      withRunner(async (page) => {
        for (const width of [1440, 1024]) {
          await page.setViewport({ width, height: 900 });
          const [list, ...tabs] = await page.$$eval(".lab-tabs, .lab-tabs [role=tab]", (all) =>
            all.map((each) => {
              const { left, right, top, bottom } = each.getBoundingClientRect();
              return { left, right, top, bottom };
            }),
          );
          assert.ok(list !== undefined && tabs.length >= 10, `${tabs.length} files`);
          for (const tab of tabs) {
            assert.ok(tab.left >= list.left && tab.right <= list.right + 1, JSON.stringify(tab));
            assert.ok(tab.top >= list.top && tab.bottom <= list.bottom + 1, JSON.stringify(tab));
          }
        }
      }),
    );

    for (const [scheme, width] of [
      ["light", 360],
      ["dark", 1440],
    ] as const) {
      const declare = scheme === "light" ? once : slowOnce;
      declare(`axe-core finds nothing in them, ${scheme}, ${width} pixels wide`, () =>
        withRunner(async (page) => {
          await page.setViewport({ width, height: 900 });
          await page.evaluate((name) => {
            document.body.dataset.mdColorScheme = name === "dark" ? "slate" : "default";
          }, scheme);
          const nothing = async (where: string, part = ".lab") => {
            assert.deepEqual(await violationsOn(page, undefined, part), [], where);
            const sideways = () => document.documentElement.scrollWidth > innerWidth;
            assert.equal(await page.evaluate(sideways), false, `${where} scrolls sideways`);
          };
          await begin(page, await upToProcess());
          await press(page, "Differences");
          await waitForText(page, "status", "from the starter.");
          await nothing("the differences");
          await press(page, "Share");
          await waitForText(page, "status", "characters");
          await nothing("the link");
          const editor = await find(page, "editor");
          await editor.focus();
          await page.keyboard.type("self.inbox.");
          await offered(page, ["contains(message_id)"]);
          await nothing("the completion");
          await page.keyboard.press("F1");
          await find(page, "heading", "In a history");
          await nothing("the keys", "html");
          const covered = await page.$$eval("dialog .lab-shortcuts-together", (all) =>
            all.filter((keys) => {
              const right = keys.closest("dt")?.getBoundingClientRect().right ?? 0;
              return keys.getBoundingClientRect().right > right + 1;
            }),
          );
          assert.equal(covered.length, 0, "keys lie over what they do");
        }),
      );
    }
  });
}

/** The starter up to the first line of `process`, where one types on. */
async function upToProcess(): Promise<string> {
  const code = await readFile(starter, "utf8");
  const line = "    def process(self, message, context: MessageContext, transition):\n";
  return `${code.slice(0, code.indexOf(line))}${line}        `;
}

/** Pastes the code, with the caret at its end, and waits until completion has been loaded. */
async function begin(page: Page, code: string): Promise<void> {
  await pasteCode(page, code);
  await page.waitForSelector("[role=textbox][aria-autocomplete=list]");
}

/** Waits until this is what is offered first. */
async function offered(page: Page, first: string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("[role=option]")]
        .slice(0, wanted.length)
        .map((each) => each.textContent)
        .join("\n") === wanted.join("\n"),
    { polling: 50 },
    first,
  );
}

/** A key right after the list has opened is not for the list, so that nobody takes what was not seen. */
async function pressInList(page: Page, key: "ArrowDown" | "Enter" | "Tab"): Promise<void> {
  await pause(200);
  await page.keyboard.press(key);
}

/** Takes what is marked. */
async function accept(page: Page, key: "Enter" | "Tab"): Promise<void> {
  await pressInList(page, key);
  await page.waitForFunction(() => document.querySelector("[role=listbox]") === null);
}

async function waitForSaved(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    /saved/.test(document.querySelector(".lab-saved:not(.cm-notes .lab-saved)")?.textContent ?? ""),
  );
}
