// The page for a design of one's own: six to begin with, each of which breaks as the page says; what is wrong
// with a design gets its sentence; the reader's scope is kept and shared; and nothing that was written is lost.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe } from "node:test";
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
import {
  find,
  inOnePage,
  openFresh,
  openPage,
  pasteCode,
  press,
  rowsOf,
  waitForText,
  withFreshEditor,
} from "./lab_page.ts";

const path = "own-design/";
const table = readFileSync("code/designs/outbox_table.py", "utf8");
const fences = [
  ...readFileSync("docs/own-design.md", "utf8").matchAll(
    /^## (.+) \{ #(.+) \}\n[\s\S]*?^```design\n(\w+)\n- (.+)\n(?:\+ (.+)\n)?(.+)\n```$/gm,
  ),
].map(([, title = "", anchor = "", name = "", from = "", to, word = ""]) => {
  const source = readFileSync(`code/designs/${name}.py`, "utf8");
  const lines = source.split("\n").flatMap((line) => {
    if (line.trim() !== from) return [line];
    return to === undefined ? [] : [line.replace(from, to)];
  });
  const broken = lines.join("\n");
  return { title, anchor, name, word, broken };
});

/** Three files in one text; the relay is in the second. */
const three = `${table
  .replace(/class Relay:[\s\S]*?(?=def add)/, "")
  .replace("from dataclasses", "from relaying import ItemAdded, Relay\nfrom dataclasses")
  .replace("@dataclass(frozen=True)\nclass ItemAdded:\n    item: str\n", "")}

# file: relaying.py
from consistent_messaging import OutgoingMessage
from events import ItemAdded

${/class Relay:[\s\S]*?(?=def add)/
  .exec(table)?.[0]
  .replace("for row in rows])\n", 'for row in self.table.find("outbox/")])\n')}
# file: events.py
from dataclasses import dataclass


@dataclass(frozen=True)
class ItemAdded:
    item: str
`;

/** What is replaced in the first design, and what the page then says. */
const wrong: Record<string, [from: string, to: string, said: RegExp]> = {
  "a store without records": [
    'table = Table(isolation="read committed")\ntable.insert("order", {"items": []})',
    "class Rows:\n    def get(self, key): ...\n\n\ntable = Rows()",
    /Rows has no `records`: a dict in which the store keeps everything/,
  ],
  "a value that cannot be kept": [
    '{"items": [*order.value["items"], message.item]}',
    '{"items": {message.item}}',
    /A set cannot be stored/,
  ],
  "a lesson that raises": [
    "[ItemAdded(message.item)]",
    "[ItemAdded(message.name)]",
    /raises AttributeError/,
  ],
  "a lesson of one part": ["return (*items, message.item), [Item", "return [Item", /two things/],
  "no messages": [
    'messages={"A": AddItem("apple"), "B": AddItem("bread")}',
    "messages={}",
    /has no messages/,
  ],
  "messages in a list": [
    'messages={"A": AddItem("apple"), "B": AddItem("bread")}',
    "messages=[1]",
    /is a list/,
  ],
  "a handler without an end": [
    "        order = self",
    "        while True: pass\n        order = self",
    /never ends/,
  ],
  "a process without an end": [
    "        rows = self.table.find",
    "        self.table.insert(context.new_id(), {})\n        rows = self.table.find",
    /relay changes something in every round|without an end|never at rest/,
  ],
  "a misspelt word": ["    lesson=", "    leson=", /Did you mean lesson\?/],
  "a misspelt concept": [
    "import Lesson, Scenario",
    "import Lessen, Scenario",
    /Did you mean Lesson\?/,
  ],
  "a fault that there is not": ["import CRASH", "import CRUSH", /Did you mean CRASH\?/],
  "two stores of one name": [
    '{"table": table, "dispatcher"',
    '{"table": table, "table": table, "dispatcher"',
    /has 'table' twice/,
  ],
  "no Python": ["class Handler:", "class Handler", /SyntaxError/],
  "a module that is not there": [
    "from dataclasses",
    "import boto3\nfrom dataclasses",
    /No module named 'boto3'/,
  ],
  "no scenario": ["\nscenario = ", "\n_scenario = ", /has no scenario/],
  "a store that is a class": ['"table": table', '"table": Table', /is a class/],
  "a handler without handle": ["def handle(", "def handel(", /Handler has no handle/],
  "nothing that says what is right": [
    '    lesson=Lesson("order-7", (), add, items_in),\n',
    "",
    /Nothing says what is right/,
  ],
  "a scope of other messages": ['Scope(("A", "B")', 'Scope(("A", "C")', /has a message 'C'/],
  "a scope that is a tuple": ["scope = Scope(", "scope = tuple(", /tuple/],
  "a fault without a comma": ["(CRASH, LOST_ANSWER, DUPLICATE)", "(CRASH)", /with a comma/],
  "a file that no file can be": [
    "def add(",
    "# file: two words\ndef add(",
    /is not the name of a file/,
  ],
};

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
    const { once, slowOnce } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed, { optimizes: true });
    });
    after(async () => {
      await browser.close();
    });

    const onPage = inOnePage(() => openFresh(browser, site.url + path));

    const breaksAsThePageSays = (designs: typeof fences) =>
      onPage(async (page) => {
        assert.equal(fences.length, 6);
        for (const design of designs) {
          const { title, anchor, word, broken } = design;
          await choose(page, title);
          assert.equal(new URL(page.url()).hash, design === fences[0] ? "" : `#${anchor}`);
          assert.match(await checked(page), /^it holds/);
          await write(page, broken);
          assert.match(await checked(page), /^1 fails/);
          const [row = ""] = await rowsOf(page);
          assert.ok(row.startsWith(`${word} Every sequence of events`), row);
          await page.waitForFunction(inSight, {}, ".lab-history .verdict");
        }
      });
    once("a design holds, and breaks with the line and the word of the page", () =>
      breaksAsThePageSays(fences.slice(0, 2)),
    );
    // What a design comes to is the same in every Python, and tested there.
    slowOnce("each design holds, and breaks with the line and the word of the page", () =>
      breaksAsThePageSays(fences),
    );

    const isSaid = (names: string[]) =>
      onPage(async (page) => {
        for (const what of names) {
          const [from, to, said] = wrong[what] ?? assert.fail(what);
          assert.ok(table.includes(from), what);
          await write(page, table.replace(from, to));
          await checked(page);
          const shown = await page.evaluate(
            () => document.querySelector<HTMLElement>(".lab-checks")?.innerText ?? "",
          );
          assert.match(shown, said, what);
        }
      });
    once("what is wrong with a design is said, with its line where it has one", () =>
      isSaid(["no Python", "a lesson that raises", "a handler without an end", "no scenario"]),
    );
    // The sentences are the library's, and tested with it on the command line.
    slowOnce("whatever is wrong with a design is said", async () => {
      assert.ok(Object.keys(wrong).length >= 20);
      await isSaid(Object.keys(wrong));
    });

    testSlow(
      "a design of three files comes with a link: the same verdict and the same history",
      () =>
        onPage(async (page) => {
          await write(page, three);
          await chooseScope(page);
          await press(page, "Share");
          await page.waitForFunction(
            () => document.querySelector<HTMLInputElement>(".lab-link")?.value !== "",
          );
          const link = await page.$eval(".lab-link", (field) => (field as HTMLInputElement).value);
          const other = await openFresh(browser, link);
          await waitForText(other, "status", "This is code that came with a link.");
          await waitForText(other, "status", "ready");
          assert.equal(
            (await other.$$(".lab-check, .lab-line")).length,
            0,
            "nothing runs by itself",
          );
          await press(other, "Take this code");

          for (const each of [page, other]) {
            await each.bringToFront();
            assert.match(await checked(each), /^1 fails/);
            const [row = ""] = await rowsOf(each);
            assert.match(
              row,
              /^lost Every sequence of events shortest with A and B: no faults, 13 st/,
            );
            await each.waitForFunction(inSight, {}, ".lab-history .verdict");
          }
          const steps = (each: Page) =>
            each.$$eval(".lab-history .steps li", (found) => found.map((step) => step.textContent));
          assert.ok((await steps(page)).length >= 13);
          assert.deepEqual(await steps(other), await steps(page));
          await other.close();
        }),
    );

    once("a run and the history of a link come first, before any check", () =>
      onPage(async (page) => {
        await press(page, "Run");
        await page.waitForFunction(() =>
          document.querySelector(".lab-output")?.textContent?.includes("steps, then at rest"),
        );
        const history = { history: "+A .A .A .A =A .relay", of: "design_outbox_table" };
        const world = { messages: "A B", consumers: "2", leftovers: "any", marks: "", faults: "0" };
        const parts = new URLSearchParams({ ...history, ...world, scenario: "scenario" });
        await page.goto("about:blank");
        await page.goto(`${site.url}${path}#${parts}`);
        await press(page, "Play the history");
        await waitForText(page, "heading", "What happened");
        await page.waitForFunction(inSight, {}, ".lab-history .steps li");
      }),
    );

    once("choosing a different design loses nothing, and a reload leads back", () =>
      withFreshEditor(browser, site.url + path, async (page) => {
        await write(page, `${table}# mine\n`);
        await choose(page, "Saga with a time-out");
        await waitForText(page, "editor", "A saga asks for money");
        await choose(page, "Outbox table");
        await page.waitForFunction(() =>
          document.querySelector(".design-pick")?.textContent?.includes("yours, "),
        );
        assert.match(await lastLines(page), /# mine/);
        await choose(page, "Cosmos DB batch");
        await page.reload();
        await waitForText(page, "editor", "An outbox in the order's own partition");
        await page.goto(site.url + path);
        await find(page, "editor");
        assert.match(await lastLines(page), /# mine/);
      }),
    );

    once("a scope that the reader chooses is searched, and is there after a reload", () =>
      onPage(async (page) => {
        await chooseScope(page);
        await checked(page);
        const scope = "2 messages, 3 consumers, up to 1 fault of crash, lost answer, dup";
        assert.ok((await rowsOf(page))[0]?.includes(scope), (await rowsOf(page))[0]);
        await page.reload();
        await find(page, "editor");
        await checked(page);
        assert.ok((await rowsOf(page))[0]?.includes(scope));
      }),
    );

    once("it keeps looking beyond the scope until it is stopped, and says how much it saw", () =>
      onPage(async (page) => {
        await press(page, "Keep looking");
        await page.waitForFunction(() =>
          /\d histories at random, \d/.test(
            document.querySelector(".lab-check-scope")?.textContent ?? "",
          ),
        );
        await press(page, "Stop");
        await waitForText(page, "status", "Stopped.");
        assert.match(
          (await rowsOf(page))[0] ?? "",
          /^stopped Further than the scope [\d,]+ histories at random, [\d,]+ states$/,
        );
      }),
    );

    once("a design that never ends is stopped, and what was written is still there", () =>
      onPage(async (page) => {
        await write(page, `${table}while True:\n    pass\n`);
        await press(page, "Check");
        await waitForText(page, "status", "checking…");
        await press(page, "Stop");
        await waitForText(page, "status", "ready");
        assert.match(await lastLines(page), /while True:/);
        await write(page, table);
        assert.match(await checked(page), /^it holds/);
      }),
    );

    once("without JavaScript all six designs can be read, with the word of each", async () => {
      const page = await openPage(browser, "about:blank");
      await page.setJavaScriptEnabled(false);
      await page.goto(site.url + path);
      const read = await page.$$eval(".designs > section", (sections) =>
        sections.map((section) => (section as HTMLElement).innerText),
      );
      assert.equal(read.length, 6);
      for (const [at, { title, word }] of fences.entries()) {
        assert.match(read[at] ?? "", new RegExp(`^${title}`));
        assert.ok(read[at]?.includes(`the check says ${word}.`));
        assert.ok(read[at]?.includes("scenario = Scenario("));
        assert.ok(read[at]?.includes("python -m consistent_messaging check code/designs/"));
      }
      await page.close();
    });
  });
}

/** Whether the first of these is in sight. It runs in the page. */
function inSight(selector: string): boolean {
  return [...document.querySelectorAll(selector)].some((each) => each.checkVisibility());
}

async function choose(page: Page, title: string): Promise<void> {
  await page.$$eval(
    ".design-pick",
    (picks, wanted) =>
      picks
        .find((pick) => pick.textContent?.startsWith(wanted))
        ?.querySelector("input")
        ?.click(),
    title,
  );
}

/** Three consumers, and the faults that are offered first. */
async function chooseScope(page: Page): Promise<void> {
  await page.$eval(".lab-scope input[type=checkbox]", (box) => (box as HTMLInputElement).click());
  await page.select(".lab-scope select", "3");
}

/** Replaces the text of the design in sight. */
async function write(page: Page, code: string): Promise<void> {
  await pasteCode(page, code);
}

/** Checks the design in sight; returns what is said of the check as a whole. */
async function checked(page: Page): Promise<string> {
  await press(page, "Check");
  const said = await page.waitForFunction(
    () => {
      const sections = [...document.querySelectorAll(".lab")];
      const lab = sections.find((each) => each.checkVisibility());
      const summary = lab?.querySelector(".lab-summary")?.textContent ?? "";
      const free = lab?.querySelector(".lab-toolbar .lab-primary:not([aria-disabled])");
      return free && /\b(holds?|fails?|not be checked)\b/.test(summary) ? summary : null;
    },
    { polling: 50 },
  );
  return (await said.jsonValue()) as string;
}

/** The end of the text in the editor in sight, which shows it after a paste. */
async function lastLines(page: Page): Promise<string> {
  const editor = await find(page, "editor");
  await editor.focus();
  await page.keyboard.down("Control");
  await page.keyboard.press("End");
  await page.keyboard.up("Control");
  return editor.evaluate((each) => each.innerText);
}
