// What a program prints is sent at once while it is little, in batches when it is much, and cut at the
// limit.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutputPart } from "../../../code/lab/protocol/messages.ts";
import {
  batchMilliseconds,
  burstBatches,
  maximumCharacters,
  maximumLines,
  OutputBuffer,
} from "../../../code/lab/python/output_buffer.ts";

function limitWithClock() {
  const sent: { parts: OutputPart[]; cut: boolean }[] = [];
  const clock = { now: 0 };
  const limit = new OutputBuffer(
    (parts, cut) => sent.push({ parts, cut }),
    () => clock.now,
  );
  const text = () => sent.flatMap(({ parts }) => parts.map((part) => part.text)).join("");
  return { limit, sent, clock, text };
}

test("the line before a long calculation is sent without waiting", () => {
  const { limit, text } = limitWithClock();

  limit.add("out", "begins\n");
  limit.add("out", "calculates\n");

  assert.equal(text(), "begins\ncalculates\n");
});

test("a fast loop is sent in batches", () => {
  const { limit, sent, clock } = limitWithClock();

  for (let line = 0; line < 5_000; line += 1) {
    clock.now += 0.1;
    limit.add("out", "again\n");
  }

  assert.ok(sent.length <= burstBatches + 500 / batchMilliseconds);
  assert.ok(sent.length > burstBatches, "it went on being sent");
});

test("nothing is lost or reordered between two streams", () => {
  const { limit, sent } = limitWithClock();
  for (let batch = 0; batch < burstBatches; batch += 1) limit.add("out", ".");

  limit.add("out", "a");
  limit.add("out", "b");
  limit.add("err", "c");
  limit.flush();

  assert.deepEqual(sent.at(-1)?.parts, [
    { stream: "out", text: "ab" },
    { stream: "err", text: "c" },
  ]);
});

test("the output is cut after the last line that fits, and says so once", () => {
  const { limit, sent, text } = limitWithClock();

  for (let line = 0; line < maximumLines + 10; line += 1) limit.add("out", "again\n");
  limit.flush();

  assert.equal(text().split("\n").length - 1, maximumLines);
  assert.equal(sent.filter(({ cut }) => cut).length, 1);
});

test("lines that come in one piece are cut at the same place", () => {
  const { limit, text } = limitWithClock();

  limit.add("out", "again\n".repeat(maximumLines + 10));

  assert.equal(text(), "again\n".repeat(maximumLines));
});

test("one endless line is cut by its length", () => {
  const { limit, sent, text } = limitWithClock();

  for (let piece = 0; piece < 300; piece += 1) limit.add("out", "x".repeat(1_000));

  assert.equal(text().length, maximumCharacters);
  assert.equal(sent.at(-1)?.cut, true);
});

test("output that just fits is not called cut", () => {
  const { limit, sent } = limitWithClock();

  limit.add("out", "again\n".repeat(maximumLines));
  limit.flush();

  assert.equal(sent.at(-1)?.cut, false);
});
