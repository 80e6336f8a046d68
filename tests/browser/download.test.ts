// Download in real browsers: nothing of the archive is loaded before it is asked for, and what is handed
// over holds the code that stands in the editor.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "puppeteer-core";
import { findBrowsers, isLookedAt, launch, type Site, serveSite, testsIn } from "./harness.ts";
import { exercisePath, pasteCode, press, withFreshEditor } from "./lab_page.ts";

let site: Site;
before(async () => {
  site = await serveSite();
});
after(async () => {
  await site.close();
});

/** The file that the page hands over when this button is pressed: its name, and what is in it. */
async function fileFrom(page: Page, name: string): Promise<[string, Record<string, string>]> {
  await page.evaluate(() => {
    const seen = window as unknown as { handed?: [string, Promise<ArrayBuffer>] };
    delete seen.handed;
    const address = URL.createObjectURL;
    let blob: Blob;
    URL.createObjectURL = (made: Blob) => {
      blob = made;
      return address(made);
    };
    HTMLAnchorElement.prototype.click = function () {
      seen.handed = [this.download, blob.arrayBuffer()];
    };
  });
  await press(page, name);
  const handed = await page.waitForFunction(async () => {
    const { handed } = window as unknown as { handed?: [string, Promise<ArrayBuffer>] };
    if (handed === undefined) return null;
    const reader = new FileReader();
    reader.readAsDataURL(new Blob([await handed[1]])); // as one text: a number for each byte takes long
    await new Promise((resolve) => reader.addEventListener("load", resolve));
    return [handed[0], reader.result] as const;
  });
  const [file, address] = (await handed.jsonValue()) as [string, string];
  const bytes = Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
  const unpacked = Object.entries(unzipSync(bytes));
  return [file, Object.fromEntries(unpacked.map(([path, text]) => [path, strFromU8(text)]))];
}

for (const installed of findBrowsers()) {
  describe(`in ${installed.name}`, () => {
    if (!isLookedAt(installed)) return;
    const { alike } = testsIn(installed);
    let browser: Browser;
    before(async () => {
      browser = await launch(installed);
    });
    after(async () => {
      await browser.close();
    });

    alike("an exercise and the whole course are taken home with the code as it is now", () => {
      const before = site.requests.length;
      return withFreshEditor(browser, site.url + exercisePath, async (page) => {
        await pasteCode(page, "print('my work')\n");
        await press(page, "Download");
        const asked = site.requests.slice(before).map((request) => request.path);
        assert.deepEqual(
          asked.filter((path) => path.includes("/assets/course/")),
          [],
        );

        const [name, one] = await fileFrom(page, "This exercise");
        const [projectName, project] = await fileFrom(page, "A project on PostgreSQL");
        const [course, all] = await fileFrom(page, "The whole course");

        assert.equal(name, "event_sourced_handler.zip");
        assert.equal(course, "consistent-messaging.zip");
        assert.equal(projectName, "event_sourced_handler_project.zip");
        assert.ok("worker/__main__.py" in project && !("worker/__main__.py" in one));
        for (const files of [one, project, all])
          assert.equal(files["exercises/event_sourced_handler/handler.py"], "print('my work')\n");
        const others = (files: Record<string, string>): number =>
          Object.keys(files).filter((path) => /^exercises\/\w+\/scenario.py$/.test(path)).length;
        assert.equal(others(one), 1);
        assert.ok(others(all) > 4);
      });
    });
  });
}
