// The main things in WebKit, the engine of every browser on an iPhone or iPad.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Site, serveSite } from "./harness.ts";
import { exercisePath } from "./lab_page.ts";
import { hasWebKit, keys, WebKit } from "./webkit.ts";

const editor = "[role=textbox]";
const skip = hasWebKit() ? false : "WebKit's driver is not installed: webkit2gtk-driver and xvfb";

let site: Site;
let webkit: WebKit;
before(async () => {
  site = await serveSite();
  if (!skip) webkit = await WebKit.start();
});
after(async () => {
  await webkit?.close();
  await site.close();
});

test("an exercise is run, checked, and broken in the end by its shortest history", {
  skip,
}, async () => {
  await webkit.open(site.url + exercisePath);
  await webkit.waitFor("[role=status]", "ready");

  await webkit.press("Run");
  await webkit.waitFor("[role=region], section", "order-7");
  await webkit.waitFor("[role=status]", "ready");
  await webkit.press("Check");
  await webkit.waitFor(".lab-summary", "3 hold, 8 fail");
  await webkit.press("Show history");
  await webkit.waitFor("h2", "What happened");
  await webkit.waitFor("[aria-current=step]", "");
});

test("Python starts from its snapshot", { skip }, async () => {
  await webkit.open(`${site.url}events/first-item-added/`);
  await webkit.waitFor("[role=status]", "ready");
  const asked = site.requests.map(({ path }) => path);
  assert.ok(asked.some((path) => path.endsWith(".snapshot.gz")));
  assert.ok(!asked.some((path) => path.endsWith(".whl")), "it started without its snapshot");
});

test("what is typed is there again, and an endless loop is stopped", { skip }, async () => {
  await webkit.open(site.url + exercisePath);
  await webkit.waitFor("[role=status]", "ready");

  await webkit.type(editor, `${keys.control}${keys.home}`);
  await webkit.type(editor, "while True: pass  # typed ");
  await webkit.waitFor(".lab-top", "saved");
  await webkit.reload();
  await webkit.waitFor(editor, "while True: pass  # typed");
  await webkit.waitFor("[role=status]", "ready");
  await webkit.press("Run");
  await webkit.waitFor("[role=status]", "running");
  await webkit.press("Stop");
  await webkit.waitFor("[role=status]", "ready");
});
