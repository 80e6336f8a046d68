// A snapshot changes the memory before into the memory after, whoever reads it.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fetchSnapshot, readSnapshot } from "../../../code/lab/python/memory_snapshot.ts";
import { writeSnapshot } from "../../../code/site_build/pyodide/node/snapshot_file.mjs";

const preface = Uint8Array.from({ length: 64 }, (_, at) => at);
const before = Uint8Array.from({ length: 4096 }, (_, at) => (at < 2048 ? at % 7 : 0));
const after = before.with(0, 99).with(1500, 98).with(1501, 97).with(4095, 96);
const written = writeSnapshot(preface, after, before);

afterEach(() => mock.restoreAll());

function serve(body: Uint8Array<ArrayBuffer>, status = 200): void {
  mock.method(globalThis, "fetch", async () => new Response(new Blob([body]), { status }));
}

test("what was written is applied to the memory before, and comes to the memory after", async () => {
  serve(gzipSync(written));

  const snapshot = await fetchSnapshot("course.snapshot.gz");

  const memory = before.slice();
  snapshot.apply(memory.buffer);
  assert.deepEqual(memory, after);
  assert.deepEqual(snapshot.preface, preface);
  assert.equal(snapshot.memoryBytes, 4096);
  assert.equal(snapshot.bytesBefore, 2048);
});

test("only what differs is written", () => {
  assert.ok(written.length < 400, `${written.length} bytes`);
});

test("a damaged or missing snapshot is refused", async () => {
  const packed = gzipSync(written);
  serve(packed.subarray(0, packed.length - 20));
  await assert.rejects(fetchSnapshot("course.snapshot.gz"));

  serve(packed.with(packed.length - 12, (packed.at(-12) ?? 0) ^ 1));
  await assert.rejects(fetchSnapshot("course.snapshot.gz"));

  serve(packed, 404);
  await assert.rejects(fetchSnapshot("course.snapshot.gz"), /course\.snapshot\.gz: 404/);
});

test("a snapshot of another length than it says is refused", () => {
  const longer = new Uint8Array([...written, 0, 0, 0, 0]);

  assert.throws(() => readSnapshot(longer.buffer).apply(before.slice().buffer), /another length/);
});
