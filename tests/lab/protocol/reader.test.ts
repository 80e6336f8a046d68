// Data from elsewhere is read field by field, and the first field that is wrong is named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readPythonEvent } from "../../../code/lab/protocol/python_events.ts";
import {
  dictionaryOf,
  fromJson,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  text,
  UnexpectedDataError,
} from "../../../code/lab/protocol/reader.ts";

const readOrder = object<{ name: string; items: number[]; note: string | null }>({
  name: text,
  items: listOf(number),
  note: orNull(text),
});
const order = { name: "order-7", items: [1, 2], note: null };

test("what is as it should be is read, and nothing else of it", () => {
  assert.deepEqual(readOrder({ ...order, more: true }, "order"), order);
  assert.deepEqual(dictionaryOf(number)({ a: 1 }, "prices"), { a: 1 });
});

for (const [wrong, sentence] of [
  [{ ...order, items: [1, "2"] }, "order.items[1] is not a number: reload the page."],
  [{ name: "order-7", items: [] }, "order.note is not a text: reload the page."],
  [{ ...order, name: 7 }, "order.name is not a text: reload the page."],
  [[order], "order is not an object: reload the page."],
] as const)
  test(`the error says: ${sentence}`, () => {
    assert.throws(() => readOrder(wrong, "order"), new UnexpectedDataError(sentence));
  });

test("JSON that cannot be read is nothing", () => {
  assert.equal(fromJson('"holds"', oneOf(["holds"])), "holds");
  for (const json of [null, "{", '"lost"']) assert.equal(fromJson(json, oneOf(["holds"])), null);
});

test("an event of Python is read by its type, and an unknown one is refused", () => {
  const event = { type: "progress", name: "test_a", states: 3, faults: 1, histories: 0 };
  assert.deepEqual(readPythonEvent(event), event);
  assert.throws(
    () => readPythonEvent({ ...event, states: null }),
    /progress\.states is not a number/,
  );
  assert.throws(() => readPythonEvent({ type: "sung" }), /event\.type is not one of collected/);
});
