import { findBrowsers, launch, serveSite } from "./harness.ts";
import { openFresh, press, textOf, waitForText, pasteCode } from "./lab_page.ts";
import { readFileSync } from "node:fs";
const site = await serveSite();
const which = process.argv[2] ?? "chromium";
const b = findBrowsers().find((x) => x.name === which)!;
const browser = await launch(b);
try {
  const page = await openFresh(browser, site.url + "inbox/inbox/");
  page.on("console", (m) => console.log("console:", m.text().slice(0, 400)));
  page.on("workercreated",(w)=>{console.log("worker",w.url());});
  page.on("pageerror", (e) => console.log("pageerror:", String(e).slice(0, 400)));
  await waitForText(page, "status", "ready");
  await pasteCode(page, readFileSync("code/exercises/inbox_runner/solution.py", "utf8"));
  const n = site.requests.length;
  const t = Date.now();
  await press(page, "Run it on PostgreSQL");
  await page.waitForFunction(() => /wrong|could not|ended/.test(document.querySelector(".lab-postgresql .state")?.textContent ?? ""), { timeout: 120000 });
  console.log("first", Date.now() - t, await page.$eval(".lab-postgresql .state", (e) => e.textContent));
  console.log(site.requests.slice(n).map((r) => `${r.path} ${r.status} ${r.bytes}`).join("\n"));
  const t2 = Date.now();
  await press(page, "Run it on PostgreSQL");
  await page.waitForFunction(() => /wrong|could not|ended/.test(document.querySelector(".lab-postgresql .state")?.textContent ?? ""), { timeout: 120000 });
  console.log("second", Date.now() - t2, await page.$eval(".lab-postgresql .state", (e) => e.textContent));
  if(process.argv[3]) await press(page, "Open all steps");
  const el = await page.$(".lab-postgresql");
  await el!.screenshot({ path: `/tmp/w19e/${which}.png` });
} finally { await browser.close(); await site.close(); }
