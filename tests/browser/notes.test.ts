// Notes and ideas in real browsers: what is typed is there after a reload, is gathered on one page, and
// ideas wait until the reader asks for them and say what a check came to.

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import type { Browser, Page } from "puppeteer-core";
import { violationsOn } from "./axe.ts";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import { clickOn, find, openFresh, type PageOptions, press, waitForText } from "./lab_page.ts";

const brainstorm = "events/exactly-as-the-first-time/";
const gathered = "reference/all-notes/";

let folder: string;
let site: Site;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "course-"));
  await cp("site", folder, { recursive: true });
  const page = await readFile(join(folder, "reference/glossary/index.html"), "utf8");
  const place = '<section class="cm-gathered" aria-label="All your notes"></section>';
  await mkdir(join(folder, gathered));
  await writeFile(join(folder, gathered, "index.html"), page.replace("</article>", `${place}$&`));
  site = await serveSite({ folder });
});
after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

async function write(page: Page, text: string): Promise<void> {
  const area = await page.waitForSelector('textarea[aria-label^="Your notes"]');
  await area?.focus();
  await page.keyboard.type(text);
  await page.waitForFunction(() =>
    /^saved \d\d:\d\d$/.test(document.querySelector(".cm-notes .lab-saved")?.textContent ?? ""),
  );
}

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

    const withPage = (use: (page: Page) => Promise<void>) => withPageOf({ python: false }, use);

    async function withPageOf(
      options: PageOptions,
      use: (page: Page) => Promise<void>,
    ): Promise<void> {
      const page = await openFresh(browser, site.url + brainstorm, options);
      try {
        await use(page);
      } finally {
        await page.close();
      }
    }

    alike("notes are there again after a reload", () =>
      withPage(async (page) => {
        await write(page, "an inbox, *maybe*");

        await page.reload();

        await page.waitForFunction(
          () => document.querySelector("textarea")?.value === "an inbox, *maybe*",
        );
      }),
    );

    once("the preview shows Markdown, and no markup that was typed", () =>
      withPage(async (page) => {
        await write(page, "an inbox, *maybe* <img src=x>");

        await press(page, "Preview");

        const html = await page.waitForFunction(
          () => document.querySelector(".cm-notes .notes-read p")?.innerHTML,
        );
        assert.equal(await html.jsonValue(), "an inbox, <em>maybe</em> &lt;img src=x&gt;");
        assert.equal(await page.$eval("textarea", (area) => area.checkVisibility()), false);
        await press(page, "Write");
        await page.waitForSelector("textarea", { visible: true });
      }),
    );

    once("all notes are gathered below their page's title", () =>
      withPage(async (page) => {
        await write(page, "keep the state of that time");

        await page.goto(site.url + gathered);

        await find(page, "button", "Print");
        await find(page, "button", "Export as Markdown");
        const heading = await page.$eval(".cm-gathered h2 a", (link) => [
          link.textContent,
          (link as HTMLAnchorElement).href,
        ]);
        assert.deepEqual(heading, ["4 · Exactly as the first time", site.url + brainstorm]);
        const text = await page.$eval(".cm-gathered .notes-read", (read) => read.textContent);
        assert.equal(text?.trim(), "keep the state of that time");
        assert.deepEqual(await violationsOn(page, undefined, ".md-content"), []);
      }),
    );

    once(
      "what is exported has what was typed last on the same page, and the page says so",
      async () => {
        const page = await openFresh(browser, `${site.url}looking-back/retrospective/`);
        await find(page, "textbox", "Your notes");
        await page.evaluate(() => {
          const address = URL.createObjectURL;
          let made: Blob;
          URL.createObjectURL = (file: Blob) => {
            made = file;
            return address(file);
          };
          HTMLAnchorElement.prototype.click = () => {
            void made.text().then((text) => {
              document.body.dataset.exported = text;
            });
          };
        });
        await write(page, "the first lines");
        await find(page, "button", "Export as Markdown");

        await page.evaluate(() => {
          const area = document.querySelector("textarea");
          if (area === null) return;
          area.value = "the first lines, and the last";
          area.dispatchEvent(new Event("input"));
          for (const each of document.querySelectorAll<HTMLElement>(".notes-bar button"))
            if (each.innerText.startsWith("Export")) each.click();
        });

        await page.waitForFunction(() =>
          document.body.dataset.exported?.includes("the first lines, and the last"),
        );
        await waitForText(page, "status", "1 note is in notes.md");
        await page.waitForFunction(() =>
          document.querySelector<HTMLElement>(".cm-gathered")?.innerText.includes("and the last"),
        );
        await page.close();
      },
    );

    alike("ideas wait until the reader asks for them, and say what their check came to", () =>
      withPageOf({ python: true }, async (page) => {
        await find(page, "button", "Show what people usually find");
        assert.equal(await page.$eval(".idea", (idea) => idea.checkVisibility()), false);

        await press(page, "Show what people usually find");
        const idea = "details.idea:has(.cm-lab)";
        assert.match(await page.$eval(`${idea} summary`, (it) => it.innerText), /not run yet$/);
        assert.deepEqual(await violationsOn(page, undefined, ".md-content"), []);
        await clickOn(page, `${idea} summary`);
        await waitForText(page, "status", "ready");
        await press(page, "Check");

        await page.waitForFunction(
          (selector) =>
            document.querySelector<HTMLElement>(`${selector} summary`)?.innerText.endsWith("lost"),
          {},
          idea,
        );
        await page.reload();
        await press(page, "Show what people usually find");
        assert.match(await page.$eval(`${idea} summary`, (it) => it.innerText), /lost$/);
      }),
    );

    once("a link to a heading among the ideas shows them", () =>
      withPage(async (page) => {
        await page.goto(`${site.url}${brainstorm}#what-people-usually-find`);
        await page.reload();

        await page.waitForSelector("details.idea", { visible: true });
      }),
    );
  });
}
