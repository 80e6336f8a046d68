import { findBrowsers, launch, serveSite } from "/work/main/tests/browser/harness.ts";
const folders = ["/tmp/s_nosw", "/tmp/s_head", "/tmp/s_new"];
const res: Record<string, number[][]> = {};
for (let round = 0; round < Number(process.argv[2]); round++)
for (const b of findBrowsers()) for (const folder of folders) {
  const site = await serveSite({folder});
  const browser = await launch(b);
  const times: number[] = [];
  for (const visit of ["first", "later", "later"]) {
    const page = await browser.newPage();
    await page.goto(site.url + "events/event-sourced-handler/", {waitUntil: "domcontentloaded"});
    await page.waitForFunction(() => [...document.querySelectorAll("[role=status]")].some((e) => /ready/.test(e.textContent ?? "")), { polling: 10, timeout: 60000 });
    times.push(await page.evaluate(() => Math.round(performance.now())));
    if (visit === "first") { await new Promise((r) => setTimeout(r, 4000)); }
    times.push(await page.evaluate(() => Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0)));
    await page.close();
  }
  (res[b.name + " " + folder] ??= []).push(times);
  await browser.close();
  await site.close();
}
for (const [k, v] of Object.entries(res)) console.log(k, "ready first", v.map((t) => t[0]).join(","), "later", v.map((t) => t[2]).join(","), v.map((t) => t[4]).join(","), "paint", v.map((t) => t[1] + "/" + t[5]).join(","));
