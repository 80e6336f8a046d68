// What the service worker deletes when it takes over, with caches that are only names.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const family = "consistent-messaging /course/ ";
const registration = {
  scope: "https://example.org/course/",
  installing: null as object | null,
  waiting: null as object | null,
};
const kept = new Set<string>();
const caches = {
  keys: async () => [...kept],
  delete: async (name: string) => kept.delete(name),
};
let activate: (event: { waitUntil(done: Promise<unknown>): void }) => void = () => {};
Object.assign(globalThis, {
  ...{ registration, caches, clients: { claim: async () => {} } },
  ...{ SITE_FILES: {}, DEPLOYMENT: "second", ON_DEMAND: [] },
  ...{ LAB_BUILD: "", PYTHON_VERSION: "", POSTGRESQL: {}, COURSE_VERSION: "", KEEPS_OFFLINE: true },
  addEventListener(type: string, listener: typeof activate) {
    if (type === "activate") activate = listener;
  },
});
await import("../../../../code/lab/features/offline/service_worker.ts");

beforeEach(() => {
  Object.assign(registration, { installing: null, waiting: null });
  kept.clear();
  for (const name of ["first", "second"]) kept.add(family + name);
  kept.add("of another course");
});

async function takesOver(): Promise<void> {
  let isOver: Promise<unknown> = Promise.resolve();
  activate({
    waitUntil(done) {
      isOver = done;
    },
  });
  await isOver;
}

test("what earlier deployments kept is deleted, and nothing of another course", async () => {
  await takesOver();
  assert.deepEqual([...kept], [`${family}second`, "of another course"]);
});

for (const state of ["installing", "waiting"] as const)
  test(`what a later deployment keeps stays while that is ${state}`, async () => {
    kept.add(`${family}third`);
    registration[state] = {};
    await takesOver();
    assert.ok(kept.has(`${family}third`));
  });
