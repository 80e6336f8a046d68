// The rows that list and lanes share, the folding of private steps, and the boxes of attempts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptSpans, spanAt } from "../../../code/lab/history/attempt_spans.ts";
import { boxPath, layoutFor } from "../../../code/lab/history/diagram/layout.ts";
import { actorsIn } from "../../../code/lab/history/lanes.ts";
import { Playback } from "../../../code/lab/history/playback.ts";
import { changes } from "../../../code/lab/history/state_panes.ts";
import { heights, placeRows, privateRuns, rowOf } from "../../../code/lab/history/step_rows.ts";
import { alive, moments, reads, risky, trace, writes } from "./traces.ts";

const never = () => false;
const always = () => true;

test("a change of risk leaves room for its heading", () => {
  const { rows, height } = placeRows(moments(...risky("safe", "safe", "doomed")), never);

  assert.deepEqual(
    rows.map(({ y }) => y),
    [28, 62, 124],
  );
  assert.deepEqual(
    rows.map(({ first }) => first),
    [true, false, true],
  );
  assert.equal(height, 124 + heights.row + heights.end);
});

test("the steps that nobody else sees are private, and fold where there is more than one", () => {
  const shown = moments(
    { action: "+A", attempt: "A·1" },
    { call: reads },
    { call: reads },
    { call: writes },
    { call: reads },
  );

  assert.deepEqual(
    privateRuns(shown).map((run) => run.map(({ number }) => number)),
    [[2, 3]],
  );
  const folded = placeRows(shown, always);
  assert.deepEqual(
    folded.rows.map((row) => row.moments.length),
    [1, 2, 1, 1],
  );
  assert.equal(rowOf(folded, 3), folded.rows[1]);
});

test("private steps of two attempts, or on both sides of a risk, do not fold together", () => {
  const shown = moments(
    { call: reads },
    { call: reads, attempt: "B·1", message: "B" },
    { call: reads, attempt: "B·1", message: "B", risk: "at risk" },
  );

  assert.deepEqual(privateRuns(shown), []);
});

test("an attempt is a box from its delivery to its end, closed when it was acked", () => {
  const [first] = attemptSpans(
    moments(
      { action: "+A", attempts: [alive("A·1")] },
      { call: reads, attempts: [alive("A·1")] },
      { action: "=A", end: "acked" },
    ),
  );

  assert.deepEqual([first?.label, first?.from, first?.to, first?.edge], ["A·1", 1, 3, "closed"]);
});

test("a batch that is acked in part is closed, and one that is given back is torn", () => {
  const ends = (end: "partly acked" | "given back") =>
    attemptSpans(moments({ action: "+A+B", attempt: "A+B·1" }, { attempt: "A+B·1", end }))[0]?.edge;

  assert.deepEqual([ends("partly acked"), ends("given back")], ["closed", "torn"]);
});

test("a round of a process is a box in a lane of its own, from its first step to its last", () => {
  const relay = { action: ".relay", attempt: "relay·1", message: "relay", consumer: 3 };
  const now = { ...alive("relay·1"), consumer: 3 };
  const shown = moments(
    { ...relay, call: reads, attempts: [now] },
    { ...relay, call: writes, end: "done" },
    { ...relay, attempt: "relay·2", call: writes, end: "done" },
    { ...relay, attempt: "relay·3", call: reads, attempts: [{ ...now, label: "relay·3" }] },
    { ...relay, attempt: "relay·3", action: "!relay", fault: true, end: "gone" },
  );

  assert.deepEqual(
    attemptSpans(shown).map(({ consumer, from, to, edge }) => [consumer, from, to, edge]),
    [
      [3, 1, 2, "closed"],
      [3, 3, 3, "closed"],
      [3, 4, 5, "torn"],
    ],
  );
  const told = trace([], { processes: ["relay", "cleaner"], endpoints: ["Billing"] });
  assert.deepEqual(actorsIn(told), ["consumer 1", "consumer 2", "relay", "cleaner", "Billing"]);
});

test("an attempt that is held back, and one whose lease is over, are known from that step on", () => {
  const spans = attemptSpans(
    moments(
      { action: "+A", attempts: [alive("A·1")] },
      { action: "~A", attempts: [alive("A·1", { held: true })] },
      { action: "+B", attempt: "B·1", message: "B", consumer: 2, attempts: [alive("B·1")] },
      { action: "&B", attempt: "B·1", message: "B", attempts: [alive("B·1", { zombie: true })] },
      { action: "!A", end: "gone" },
    ),
  );

  assert.deepEqual(
    spans.map(({ heldFrom, zombieFrom, edge }) => [heldFrom, zombieFrom, edge]),
    [
      [2, null, "torn"],
      [null, 4, "open"],
    ],
  );
  assert.equal(spanAt(spans, 1, 3)?.label, "A·1");
  assert.equal(spanAt(spans, 2, 2), undefined);
});

test("the lanes are as wide as the list expects, however many consumers share them", () => {
  for (const consumers of [1, 2, 3, 4]) {
    const lanes = layoutFor(consumers, ["A", "B"]);
    assert.equal(lanes.width, 660);
    assert.equal(lanes.edges.length, consumers + 5);
    assert.ok(lanes.consumer(consumers).right < lanes.store.left);
  }
});

test("a torn edge ends where it began", () => {
  assert.match(boxPath(10, 122, 0, 100, "torn"), /^M10 4.*V100(l-14 -6l-14 6){4}z$/);
  assert.match(boxPath(10, 122, 0, 100, "closed"), /z$/);
  assert.match(boxPath(10, 122, 0, 100, "open"), /^M10 100V4[^Mz]*V100$/); // in one go, to be filled
});

test("a history opens at the point of no return, and keys lead through it", () => {
  const steps = [{ fault: true }, {}, { fault: true }, {}];
  const playback = new Playback(trace(steps, { point_of_no_return: 2 }));
  const visited: number[] = [];
  playback.follow(({ number }) => visited.push(number));

  for (const key of ["j", "ArrowDown", "ArrowDown", "k", "Home", "ArrowUp", "n", "n", "d", "End"])
    assert.equal(playback.press(key), true);

  assert.deepEqual(visited, [2, 3, 4, 4, 3, 1, 1, 3, 1, 2, 4]);
  assert.equal(playback.press("x"), false);
});

test("a history without a point of no return opens at its end", () => {
  assert.equal(new Playback(trace([{}, {}, {}])).at, 3);
});

test("before and after are compared by what stays, what is new and what is gone", () => {
  assert.deepEqual(changes(["A", "B"], ["A", "C", "B"]), [
    { sign: "", text: "A" },
    { sign: "+", text: "C" },
    { sign: "", text: "B" },
  ]);
  assert.deepEqual(changes(["A"], []), [{ sign: "−", text: "A" }]);
});

test("messages that follow wait in a place of their own, and a dead letter where it has waited", () => {
  const layout = layoutFor(2, ["A", "B"], true);
  const places = ["A", "B", "Charge:A/charge", "Charged:A/charged"].map(layout.queue);
  assert.deepEqual(
    places.toSorted((one, other) => one - other),
    places,
  );
  assert.equal(new Set(places).size, 3);
  assert.equal(layout.queue("A (dead letter)"), layout.queue("A"));
});
