// Whatever the learner's code does to Python, to the worker or to the page: the page lives, says what
// happened, and goes on; and no later run or check is falsified by it.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser } from "puppeteer-core";
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
  check,
  exercisePath,
  inOnePage,
  openFresh,
  pasteCode,
  press,
  summaryOf,
  waitForLine,
  waitForText,
  withNothingSaved,
} from "./lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

/** It imports what nothing has imported before, and writes where it may. */
const next = `import importlib, sys, tempfile
names = """calendar colorsys csv filecmp fileinput getopt gettext graphlib html.parser mimetypes
netrc nturl2path plistlib quopri reprlib sched shelve stringprep symtable tomllib xdrlib zoneinfo""".split()
fresh = [name for name in names if name not in sys.modules and importlib.util.find_spec(name)][0]
open("note.txt", "w").write(tempfile.mkdtemp())
print("all is well:", len([1, 2]), isinstance(1, int), importlib.import_module(fresh) is not None)
`;

interface Mischief {
  code: string;
  /** What the output says. */
  says: RegExp;
  /** Whether it is tried every day: one of each kind. */
  everyDay?: true;
}

const mischief: Record<string, Mischief> = {
  "recurses without end": {
    code: "def again():\n    again()\nagain()",
    says: /RecursionError/,
  },
  "nests deeper than can be shown": {
    code: "nested = []\nfor _ in range(1_000_000):\n    nested = [nested]\nrepr(nested)",
    says: /RecursionError|Python ended unexpectedly and is starting again/,
  },
  "eats all memory": {
    code: "kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))",
    says: /MemoryError|Python ended unexpectedly and is starting again/,
    everyDay: true,
  },
  "ends Python": { code: "import os\nos._exit(3)", says: /Exit|ended unexpectedly/ },
  "leaves with sys.exit": { code: "import sys\nsys.exit(3)", says: /SystemExit: 3/ },
  "replaces print": {
    code: "import builtins\nbuiltins.print = lambda *a: None",
    says: /Your code replaced print/,
    everyDay: true,
  },
  "replaces __import__": {
    code: "import builtins\nbuiltins.__import__ = lambda *a: None",
    says: /Your code replaced __import__/,
  },
  "replaces json.dumps": {
    code: "import json\njson.dumps = lambda *a, **k: '{}'",
    says: /Your code replaced json\.dumps/,
  },
  "empties sys.modules": {
    code: "import sys\nsys.modules.clear()",
    says: /Your code replaced the module|ended unexpectedly/,
  },
  "closes its output": {
    code: "import sys\nsys.stdout.close()",
    says: /Your code replaced sys\.stdout|ended unexpectedly/,
  },
  "imports js": { code: "import js\njs.postMessage(1)", says: /No module named 'js'/ },
  "imports pyodide_js": {
    code: "import pyodide_js",
    says: /No module named 'pyodide_js'/,
  },
  "runs JavaScript by the bridge": {
    code: "from pyodide.code import run_js\nrun_js('self.close()')",
    says: /No module named 'pyodide'/,
  },
  "sends what is no event": {
    code: [
      "import os",
      "for number in range(3, 100):",
      "    try:",
      "        os.write(number, b'no event')",
      "    except OSError as error:",
      "        print('refused:', error)",
    ].join("\n"),
    says: /refused: .*Invalid argument/,
    everyDay: true,
  },
  "closes all files": {
    code: "import os\nos.closerange(3, 100)",
    says: /ended unexpectedly/,
    everyDay: true,
  },
  "runs a coroutine": {
    code: "import asyncio\nasync def main():\n    pass\nasyncio.run(main())",
    says: /asyncio has no event loop here: write the code without async and await/,
  },
  "asks for an event loop": {
    code: "import asyncio\nasyncio.new_event_loop()",
    says: /asyncio has no event loop here: write the code without async and await/,
  },
  "deletes the library": {
    code: "import shutil\nshutil.rmtree('/lib')",
    says: /PermissionError.*'\/lib'/,
    everyDay: true,
  },
  "deletes whatever it can": {
    code: "import shutil\nshutil.rmtree('/', ignore_errors=True)\nprint('deleted')",
    says: /deleted/,
    everyDay: true,
  },
  "allows itself to write and deletes the library": {
    code: "import os, shutil\nos.chmod('/lib', 0o777)\nshutil.rmtree('/lib')",
    says: /PermissionError.*'\/lib'/,
  },
  "moves the library": {
    code: "import os\nos.rename('/lib', '/tmp/lib')",
    says: /PermissionError.*'\/lib'/,
  },
  "writes over the library": {
    code: ["import glob", "for path in glob.glob('/lib/*.zip'):", "    open(path, 'w')"].join("\n"),
    says: /PermissionError.*\.zip/,
  },
};

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

    const isToldSo = (tried: [string, Mischief][]) =>
      withExercise(async (page) => {
        for (const [name, { code, says }] of tried) {
          await pasteCode(page, `${code}\n`);
          await press(page, "Run");
          await page
            .waitForFunction(
              (pattern) =>
                new RegExp(pattern).test(document.querySelector(".lab-output")?.textContent ?? ""),
              { polling: 50 },
              says.source,
            )
            .catch(() => assert.fail(`code that ${name} is not told ${says}`));
          await waitForText(page, "status", "ready");

          await pasteCode(page, next);
          await press(page, "Run");
          await waitForText(page, "region", "all is well: 2 True True").catch(() =>
            assert.fail(`after code that ${name}, the next run is not as it should be`),
          );
        }
      });
    const all = Object.entries(mischief);
    alike("code that does harm is told so, and the next run is as it should be", () =>
      isToldSo(all.filter(([, { everyDay }]) => everyDay)),
    );
    testSlow("whatever harm code does, it is told so", () => isToldSo(all));

    alike("a run that tampers with the checker and the bridge does not fake a later check", () =>
      withExercise(async (page) => {
        await pasteCode(
          page,
          [
            "import sys, atexit, threading, consistent_messaging",
            "from consistent_messaging import checks, stores, dispatcher, page",
            "from consistent_messaging.checker import search, judge",
            "for name in dir(checks):",
            "    if callable(getattr(checks, name)) and not name.startswith('_'):",
            "        setattr(checks, name, lambda *a, **k: None)",
            "sys.meta_path.insert(0, object())",
            "consistent_messaging.MessageContext.publish = lambda *a: None",
            "import pathlib",
            "for file in pathlib.Path(checks.__file__).parent.rglob('*.py'):",
            "    file.write_text('')",
            "print('done')",
          ].join("\n"),
        );
        await press(page, "Run");
        await waitForText(page, "region", "done");
        await press(page, "Reset");
        await waitForLine(page, "class AddItemHandler:");

        const rows = await check(page);

        assert.equal(await summaryOf(page), "3 hold, 8 fail");
        assert.equal(rows.filter((row) => row.startsWith("duplicate ")).length, 8);
      }),
    );

    once("a handler that goes round without an end is told so by the check", () =>
      withExercise(async (page) => {
        await pasteCode(
          page,
          [
            "class AddItemHandler:",
            "    def __init__(self, event_store): pass",
            "    def handle(self, message, context):",
            "        while True: pass",
          ].join("\n"),
        );

        await press(page, "Check");

        await waitForText(page, "listitem", "Line 4 never ends");
        await press(page, "Stop"); // each of the other rows takes as long to say the same
        await waitForText(page, "status", "ready");
      }),
    );

    alike("a worker that is killed while it runs is replaced, and the page says so", () =>
      withNothingSaved(browser, site.url + exercisePath, async (page) => {
        await page.evaluateOnNewDocument(() => {
          const made: Worker[] = [];
          const Original = window.Worker;
          Object.assign(window, { made });
          window.Worker = class extends Original {
            constructor(address: string | URL, options?: WorkerOptions) {
              super(address, options);
              if (options?.name?.startsWith("lab-")) made.push(this);
            }
          };
        });
        await page.reload();
        await waitForText(page, "status", "ready");
        await pasteCode(page, "print('begins')\nwhile True:\n    pass\n");
        await press(page, "Run");
        await waitForText(page, "region", "begins");

        await page.evaluate(() => {
          const { made } = window as unknown as { made: Worker[] };
          for (const worker of made) worker.terminate();
        });

        await waitForText(page, "region", "Python ended unexpectedly and is starting again.");
        await waitForText(page, "status", "ready");
      }),
    );
  });
}
