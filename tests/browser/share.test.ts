// Links that carry code, in real browsers: what is opened is shown beside the reader's own work, replaces and
// runs nothing, and can be taken and given back; what is no such link gets a sentence.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import {
  check,
  clickOn,
  codeOf,
  exercisePath,
  find,
  openFresh,
  openPage,
  openTab,
  pasteCode,
  press,
  waitForText,
  withFreshEditor,
  withNothingSaved,
} from "./lab_page.ts";

const evil = `print("</script><img src=x onerror=document.title='broken'>")\n`;

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

    /** Gives the link that somebody else made of this code, with work of one's own kept. */
    const withLink = (code: string, use: (page: Page, link: string) => Promise<void>) =>
      withExercise(async (page) => {
        await pasteCode(page, code);
        const link = await linkFrom(page);
        await pasteCode(page, "print('my own')\n");
        await page.waitForFunction(() =>
          Object.values(localStorage).some((value) => value.includes("my own")),
        );
        await page.goto("about:blank");
        await use(page, link);
      });

    alike("shared code is shown beside one's own, and nothing runs", () =>
      withLink(evil, async (_, link) => {
        const page = await openPage(browser, link);
        await waitForText(page, "status", "This is code that came with a link.");
        await waitForText(page, "status", "ready"); // by now it could have run
        const shared = await find(page, "textbox", "handler.py, shared, to read");
        await page.waitForFunction(() => {
          const { top, bottom } = document
            .querySelector(".lab-notice")
            ?.getBoundingClientRect() ?? {
            top: -1,
            bottom: 0,
          };
          return top >= 0 && bottom <= innerHeight;
        });
        assert.match(await shared.evaluate((each) => each.innerText), /<img src=x/);
        assert.equal((await page.$$("img[src=x]")).length, 0);
        assert.notEqual(await page.title(), "broken");

        await press(page, "Back to mine");

        await find(page, "textbox", "handler.py, your code");
        assert.equal((await codeOf(page)).trimEnd(), "print('my own')");
        assert.equal((await page.$$("[role=tab] ::-p-text(shared)")).length, 0);
        assert.equal(new URL(page.url()).hash, "");
        assert.equal((await page.$$(".lab-line")).length, 0);
        await page.close();
      }),
    );

    once("shared code can be compared, taken, and given back", () =>
      withLink("print('shared')\n", async (page, link) => {
        await page.goto(link);
        await waitForText(page, "status", "This is code that came with a link.");
        await press(page, "Compare with mine");
        await waitForText(page, "status", "1 place differs from the shared code.");
        await press(page, "Take this code");
        await waitForText(page, "status", "The code of the link is in your editor now.");
        assert.equal((await codeOf(page)).trimEnd(), "print('shared')");
        await find(page, "button", "Earlier versions");

        await press(page, "Back to mine");

        assert.equal((await codeOf(page)).trimEnd(), "print('my own')");
      }),
    );

    alike("a link that was changed, cut or made up gets a sentence", () =>
      withExercise(async (page) => {
        const own = await codeOf(page);
        const good = new URL(await linkFrom(page)).hash;
        const parts = new URLSearchParams(good.slice(1));
        const code = parts.get("code") ?? "";
        const half = code.length / 2;
        for (const bad of [
          `#code=${code.slice(0, half)}A${code.slice(half + 2)}&of=event_sourced_handler`,
          `#code=${code.slice(0, half)}&of=event_sourced_handler`,
          `#code=${encodeURIComponent("<img src=x onerror=alert(1)>")}&of=event_sourced_handler`,
          `#code=${code}`,
          `#code=${code}&of=${encodeURIComponent('"]<img src=x>')}`,
        ]) {
          await page.goto("about:blank");
          await page.goto(site.url + exercisePath + bad);
          await waitForText(page, "status", "This link cannot be read");
          assert.equal((await page.$$("img[src=x]")).length, 0);
          assert.equal(await codeOf(page), own);
        }
        await page.goto("about:blank");
        await page.goto(`${site.url}${exercisePath}#code=${code}&of=inbox_runner`);
        await waitForText(page, "status", "belongs to an exercise that is not on this page");
      }),
    );

    once("a link to a history of an idea opens its fold", () =>
      withFreshEditor(browser, site.url, async (page) => {
        await page.goto(`${site.url}events/exactly-as-the-first-time/`);
        const ideas = await page.waitForFunction(
          () =>
            document.querySelector(".ideas-bar") &&
            [...document.querySelectorAll<HTMLElement>(".idea .cm-lab")].map(
              (lab) => lab.dataset.name,
            ),
        );
        const idea = (await ideas.jsonValue())?.at(-1);
        const history = { history: "+A .A", messages: "A", consumers: "1", leftovers: "any" };
        const fragment = new URLSearchParams({
          ...history,
          of: idea ?? "",
          marks: "",
          faults: "0",
        });
        const isInSight = () => {
          const { top, bottom } = document
            .querySelector(".idea[open] .lab-notice")
            ?.getBoundingClientRect() ?? { top: -1, bottom: 0 };
          return top >= 0 && bottom <= innerHeight;
        };
        // The page is opened by the link, or is there already.
        for (const before of ["about:blank", `${site.url}events/exactly-as-the-first-time/`]) {
          await page.goto(before);
          if (before !== "about:blank") await find(page, "button", "Show what people usually find");
          await page.goto(`${site.url}events/exactly-as-the-first-time/#${fragment}`);
          await waitForText(page, "status", "A history of 2 steps came with this link.");
          await page.waitForFunction(isInSight, { polling: 50 });
          await find(page, "button", "Hide what people usually find");
          assert.equal((await page.$$(".idea[open]")).length, 1);
        }
      }),
    );

    once("code that came with a link to an idea is compared with the idea's own", () =>
      withExercise(async (page) => {
        await pasteCode(page, "print('shared')\n");
        const fragment = new URLSearchParams(new URL(await linkFrom(page)).hash.slice(1));
        await page.goto(`${site.url}events/exactly-as-the-first-time/`);
        const ideas = await page.waitForFunction(
          () =>
            document.querySelector(".ideas-bar") &&
            [...document.querySelectorAll<HTMLElement>(".idea .cm-lab")].map(
              (lab) => lab.dataset.name,
            ),
        );
        fragment.set("of", (await ideas.jsonValue())?.at(-1) ?? "");
        await page.goto("about:blank");
        await page.goto(`${site.url}events/exactly-as-the-first-time/#${fragment}`);
        await waitForText(page, "status", "This is code that came with a link.");

        await press(page, "Compare with mine");

        await waitForText(page, "status", "from the shared code");
        const shown = await page.waitForSelector(".idea[open] .lab-difference", { visible: true });
        assert.match(
          (await shown?.evaluate((each) => each.textContent)) ?? "",
          /print\('shared'\)/,
        );
      }),
    );

    once("code that is too long for a link is sent in another way", () =>
      withExercise(async (page) => {
        const numbers = Array.from({ length: 3_000 }, (_, n) => Math.imul(n + 1, 2654435761) >>> 0);
        await pasteCode(page, `numbers = [\n${numbers.join(",\n")}]\n`);

        await press(page, "Share");

        await waitForText(page, "status", "too long for a link, which holds 8,000 characters");
        assert.equal((await page.$$("input.lab-link")).length, 1);
        assert.equal(await page.$eval("input.lab-link", (each) => each.checkVisibility()), false);
      }),
    );

    once("a history's link brings its code along, and plays on it when asked to", async () => {
      let link = "";
      await withNothingSaved(browser, site.url + exercisePath, async (page) => {
        await check(page);
        await press(page, "See the history");
        await find(page, "region", "handler.py at this step");
        await clickOn(page, "summary ::-p-text(Copy as test)");
        await clickOn(page, "label ::-p-text(Link)");
        await waitForText(page, "status", "Anybody who opens it sees the code");
        link = await page.$eval(".exported", (each) => each.textContent ?? "");
      });
      const page = await openFresh(browser, site.url + exercisePath);
      await find(page, "editor");
      await pasteCode(page, "print('my own')\n");
      await page.goto(link);
      await waitForText(page, "status", "steps that happened on it");
      assert.equal((await page.$$(".lab-history")).length, 0);

      await press(page, "Play it on this code");

      await waitForText(page, "heading", "Duplicate: A took effect twice");
      await openTab(page, "handler.py yours");
      assert.equal((await codeOf(page)).trimEnd(), "print('my own')");
      await page.close();
    });
  });
}

/** Presses Share and reads the link, as one who copies it. */
async function linkFrom(page: Page): Promise<string> {
  await press(page, "Share");
  await waitForText(page, "status", "characters");
  await press(page, "Copy the link");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[role=status]")].some((each) =>
      /^Copied|The link is selected/.test(each.textContent ?? ""),
    ),
  );
  const link = await page.$eval("input.lab-link", (each) => (each as HTMLInputElement).value);
  await press(page, "Share");
  return link;
}
