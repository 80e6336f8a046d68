// The harness itself: a server that answers as GitHub Pages does, and notices strangers.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BrowsersInUse } from "./browsers_in_use.ts";
import { findBrowsers, launch, type Site, serveSite, startBrowser, testsIn } from "./harness.ts";

const STRANGER = "http://stranger.invalid/from-worker";

let folder: string;
let site: Site;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "site-"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Front page</title>");
  await writeFile(join(folder, "404.html"), "<!doctype html><title>Not found</title>");
  await writeFile(
    join(folder, "worker.js"),
    `fetch("${STRANGER}").catch(() => undefined).then(() => postMessage("asked"));`,
  );
  site = await serveSite({ folder, watchOrigins: true });
});

after(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

test("a page is compressed, cached and has no header that allows shared memory", async () => {
  const plain = await serveSite({ folder });
  const answer = await fetch(plain.url);
  await plain.close();

  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-encoding"), "gzip");
  assert.equal(answer.headers.get("cache-control"), "max-age=600");
  for (const name of [
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "content-security-policy-report-only",
  ]) {
    assert.equal(answer.headers.get(name), null);
  }
});

test("a file that did not change is not sent again", async () => {
  const first = await fetch(site.url);
  const second = await fetch(site.url, {
    headers: { "if-none-match": first.headers.get("etag") ?? "" },
  });

  assert.equal(second.status, 304);
});

test("a missing page, a path out of the site and a path above it are the site's own 404", async () => {
  for (const path of ["missing/", "..%2f..%2fetc%2fpasswd", "../"]) {
    const answer = await fetch(site.url + path);

    assert.equal(answer.status, 404, path);
    assert.match(await answer.text(), /Not found/);
  }
});

test("a folder that was not built is refused with the way out", async () => {
  await assert.rejects(serveSite({ folder: join(folder, "nothing") }), /Run `make build` first/);
});

test("at least one browser is installed", () => {
  assert.notDeepEqual(findBrowsers(), [], "Install Chromium, or set CHROME_PATH.");
});

for (const browser of findBrowsers()) {
  test(`a worker's request to another origin is noticed in ${browser.name}`, async () => {
    const noticed = site.foreign.length;
    const running = await launch(browser);
    try {
      const page = await running.newPage();
      await page.goto(site.url);
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            new Worker("worker.js").onmessage = resolve;
          }),
      );
      await waitFor(() => site.foreign.length > noticed);
    } finally {
      await running.close();
    }

    assert.ok(site.foreign.every((address) => STRANGER.startsWith(address)));
  });
}

for (const browser of findBrowsers()) {
  testsIn(browser).alike(
    `a page in ${browser.name} believes in one core, or in as many as a test wants`,
    async () => {
      for (const cores of [undefined, 2]) {
        const running = await launch(browser, cores === undefined ? {} : { cores });
        try {
          const context = await running.createBrowserContext();
          for (const page of [await running.newPage(), await context.newPage()]) {
            await page.goto(site.url);
            assert.equal(await page.evaluate(() => navigator.hardwareConcurrency), cores ?? 1);
          }
        } finally {
          await running.close();
        }
      }
    },
  );
}

for (const browser of findBrowsers()) {
  testsIn(browser).alike(
    `a ${browser.name} that is used again has nothing left of the time before`,
    async () => {
      const browsers = new BrowsersInUse();
      const take = () => browsers.take(browser.name, () => startBrowser(browser));
      try {
        const first = await take();
        const page = await first.newPage();
        await page.goto(site.url);
        await page.evaluate(() => localStorage.setItem("kept", "by the first"));
        await first.close();

        const second = await take();
        assert.equal(second.process()?.pid, first.process()?.pid);
        assert.ok(page.isClosed());
        const other = await second.newPage();
        await other.goto(site.url);
        assert.equal(await other.evaluate(() => localStorage.getItem("kept")), null);

        second.process()?.kill("SIGKILL");
        await waitFor(() => !second.connected);
        await second.close();
        assert.notEqual((await take()).process()?.pid, first.process()?.pid);
      } finally {
        browsers.end();
      }
    },
  );
}

async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "nothing was noticed within 5 seconds");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
