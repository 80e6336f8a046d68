// What a learner wrote, in real browsers: it survives a reload, a reset, a changed exercise, a second
// tab; and the page says so when the browser refuses to keep it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  codeOf,
  exercisePath,
  find,
  openPage,
  pasteCode,
  press,
  themeIn,
  waitForText,
  withFreshEditor,
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

    alike("a reload brings the edit back", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('my work')\n");

        await page.reload();

        await find(page, "textbox", "handler.py, your code");
        assert.equal((await codeOf(page)).trimEnd(), "print('my work')");
      }),
    );

    once("Reset loses nothing", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('my work')\n");

        await press(page, "Reset");
        assert.match(await codeOf(page), /class AddItemHandler/);
        await press(page, "Undo reset");

        assert.equal((await codeOf(page)).trimEnd(), "print('my work')");
      }),
    );

    once("an earlier version can be brought back after a reset and a reload", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('my work')\n");
        await press(page, "Reset");
        await page.reload();

        await press(page, "Earlier versions");
        await press(page, "Restore");

        assert.equal((await codeOf(page)).trimEnd(), "print('my work')");
      }),
    );

    once("work on an exercise that changed since is offered, and not shown as if it were new", () =>
      withExercise(async (page) => {
        await page.evaluate(() =>
          localStorage.setItem(
            "consistent-messaging/work/event_sourced_handler/0123456789abcdef",
            JSON.stringify({ text: "print('old work')\n", at: Date.now() }),
          ),
        );
        await page.reload();

        await waitForText(
          page,
          "status",
          "This exercise changed. Your work on the old one is here.",
        );
        assert.match(await codeOf(page), /class AddItemHandler/);
        await press(page, "Use it here");

        assert.equal((await codeOf(page)).trimEnd(), "print('old work')");
      }),
    );

    alike("two tabs tell each other, and both versions are kept", () =>
      withExercise(async (first) => {
        const second = await openPage(browser, site.url + exercisePath, { python: false });
        await find(second, "textbox", "handler.py, your code");
        await second.bringToFront();
        await pasteCode(second, "print('second tab')\n");
        await waitForText(second, "region", "saved ");

        await first.bringToFront();
        await waitForText(first, "status", "changed in another tab");
        assert.match(await codeOf(first), /class AddItemHandler/);
        await press(first, "Take that one");

        assert.equal((await codeOf(first)).trimEnd(), "print('second tab')");
        await second.close();
      }),
    );

    alike("a browser without room says so at once and offers the file", () =>
      withExercise(async (page) => {
        await page.evaluate(() => {
          Storage.prototype.setItem = () => {
            throw new DOMException("no room left", "QuotaExceededError");
          };
        });

        await pasteCode(page, "print('not kept')\n");

        await waitForText(page, "status", "Your browser does not keep what you type");
        await find(page, "button", "Download my work");
      }),
    );

    alike("what could not be saved is there again after another page, and leaving asks first", () =>
      withExercise(async (page) => {
        await page.evaluate(`
          window.setItemOfTheBrowser = Storage.prototype.setItem;
          Storage.prototype.setItem = () => {
            throw new DOMException("no room left", "QuotaExceededError");
          };
        `);
        await pasteCode(page, "print('not kept')\n");
        await waitForText(page, "status", "Your browser does not keep what you type");

        await themeIn(page); // without it a link leads to another document
        await page.$eval(`.md-nav--primary a[href*="state-at-first"]`, (link) => link.click());
        await waitForText(page, "heading", "State at first processing");
        await page.$eval(`.md-nav--primary a[href*="event-sourced"]`, (link) => link.click());
        await waitForText(page, "heading", "Event-sourced handler");
        await find(page, "textbox", "handler.py, your code");

        assert.equal((await codeOf(page)).trimEnd(), "print('not kept')");
        await waitForText(page, "status", "Your browser does not keep what you type");
        assert.equal(await asksBeforeLeaving(page), true);
        await page.evaluate("Storage.prototype.setItem = window.setItemOfTheBrowser");
        await waitForText(page, "region", "saved ");
        assert.equal(await asksBeforeLeaving(page), false);
      }),
    );

    once("an earlier version is compared with the code as it is now", () =>
      withExercise(async (page) => {
        await pasteCode(page, "first = 1\nsecond = 2\n");
        await press(page, "Reset");

        await press(page, "Earlier versions");
        await press(page, "Compare with now");

        const difference = await find(page, "textbox", "What changed since");
        assert.match(await difference.evaluate((each) => each.innerText), /first = 1/);
      }),
    );

    once("what cannot be read is set aside, and said", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('my work')\n");
        await waitForText(page, "region", "saved ");
        await page.goto(`${site.url}reference/glossary/`); // an open editor would save over it
        await page.evaluate(() => {
          for (const key of Object.keys(localStorage))
            if (key.includes("messaging/work/")) localStorage.setItem(key, "{nonsense");
        });
        await page.goto(site.url + exercisePath);

        await waitForText(page, "status", "Something that was saved here cannot be read.");

        assert.match(await codeOf(page), /class AddItemHandler/);
        const aside = await page.evaluate(() =>
          Object.entries(localStorage).filter(([key]) => key.includes("/damaged/")),
        );
        assert.deepEqual(
          aside.map(([, text]) => text),
          ["{nonsense"],
        );
      }),
    );

    alike("a file with all work is imported, and a wrong one is refused with its field", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('mine')\n");
        await waitForText(page, "region", "saved ");
        const starterHash = await page.$eval("template.cm-data", (data) => {
          const { content } = data as HTMLTemplateElement;
          return JSON.parse(content.textContent ?? "").starter_hash as string;
        });
        const work = { name: "event_sourced_handler", starter_hash: starterHash };
        const entry = { ...work, text: "print('from afar')\n", at: Date.now() + 60_000 };
        await press(page, "Download");

        await bringIn(page, { work: [{ ...entry, at: "late" }] });
        await waitForText(page, "status", "work[0].at is not a time");
        await bringIn(page, { work: [entry] });
        await waitForText(page, "status", "1 entry is imported");
        await press(page, "Reload to see it");

        await page.waitForFunction(() =>
          document.querySelector("[role=textbox]")?.textContent?.includes("from afar"),
        );
        await press(page, "Earlier versions");
        await find(page, "button", "Restore");
      }),
    );

    once("a file that somebody else made injects nothing", () =>
      withExercise(async (page) => {
        const markup = '"><img src=x onerror="hasRun=1"><script>hasRun=1</script>';
        const links = "[here](javascript:hasRun=1) ![](https://example.org/seen.png)";
        const text = `${markup} ${links}`;
        const place = { path: "", title: markup, heading: markup, index: 0 };
        const why = "taken";
        await press(page, "Download");

        await bringIn(page, {
          work: [{ name: "notes.strange", starter_hash: "text", text, at: 1 }],
          earlier: [{ name: "event_sourced_handler", text: markup, at: 1, why }],
          places: [{ name: "strange", ...place }],
        });
        await waitForText(page, "status", "2 entries are imported");
        await page.goto(`${site.url}looking-back/retrospective/`);

        await page.waitForFunction(() => document.body.innerText.includes("<script>hasRun=1"));
        const made = await page.$$eval(".cm-gathered :is(img, script, a)", (all) =>
          all.map((each) => each.getAttribute("href") ?? each.outerHTML),
        );
        assert.deepEqual(
          made.filter((each) => !/^(https?:|\.|\/)/.test(each)),
          [],
        );
        assert.equal(await page.evaluate(() => "hasRun" in window), false);
      }),
    );
  });
}

/** Whether the page would have the browser ask before it is left. */
function asksBeforeLeaving(page: Page): Promise<boolean> {
  return page.evaluate(
    () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })),
  );
}

async function bringIn(page: Page, lists: Record<string, unknown[]>): Promise<void> {
  const none = { work: [], earlier: [], checked: [], places: [], read: [], damaged: [] };
  const file = { format: "consistent-messaging", version: 1, ...none, ...lists };
  await page.$eval(
    "input[type=file]",
    (input, json) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([json], "work.json", { type: "application/json" }));
      (input as HTMLInputElement).files = chosen.files;
      input.dispatchEvent(new Event("change"));
    },
    JSON.stringify(file),
  );
}
