// A check that two workers share says what one worker would say, whoever is faster, late, or gone.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PythonEvent, TaskRequest, Verdict } from "../../../code/lab/protocol/messages.ts";
import { canBeShared, type Player, SharedCheck } from "../../../code/lab/python/shared_check.ts";

const collected = (...names: string[]): PythonEvent => ({
  type: "collected",
  rows: names.map((name) => ({ name, title: name })),
  scope: null,
});

const row = (name: string, verdict: Verdict = "holds", message = ""): PythonEvent => ({
  type: "row",
  name,
  title: name,
  verdict,
  message,
  scope: "",
  line: null,
  history: null,
  seconds: 0,
});

const progress = (name: string, states: number): PythonEvent => ({
  type: "progress",
  name,
  states,
  faults: 0,
  histories: 0,
});

/** A check whose clock stands still, and what is told of it. */
class Observed {
  readonly events: PythonEvent[] = [];
  readonly given: [Player, string | null][] = [];
  time = 0;
  readonly check = new SharedCheck(
    (event) => this.events.push(event),
    (player, name) => this.given.push([player, name]),
    () => this.time,
  );

  /** Both workers are there, and the first has collected these rows. */
  static ofBoth(...names: string[]): Observed {
    const observed = new Observed();
    observed.check.join();
    observed.check.hear("first", collected(...names));
    return observed;
  }

  /** Gives the worker that is free its row. */
  next(player: Player): string | null | undefined {
    const before = this.given.length;
    this.check.asked(player);
    return this.given.slice(before).find(([asking]) => asking === player)?.[1];
  }

  /** Lets a worker say what its row came to, and gives it the next one. */
  play(player: Player, name: string, verdict?: Verdict, message?: string) {
    this.check.hear(player, row(name, verdict, message));
    return this.next(player);
  }

  /** What was told, in short. */
  get told(): string[] {
    return this.events.map((event) => ("name" in event ? event.name : event.type));
  }
}

function hasPassed({ events }: Observed): boolean {
  const finished = events.at(-1);
  return finished?.type === "finished" && finished.verdict === "pass";
}

test("the first worker begins at the first row, the second at the last", () => {
  const both = Observed.ofBoth("a", "b", "c", "d");

  assert.equal(both.next("first"), "a");
  assert.equal(both.next("second"), "d");
  assert.equal(both.play("second", "d"), "c");
  assert.equal(both.play("first", "a"), "b");
});

test("rows are told in the sequence of the file", () => {
  const both = Observed.ofBoth("a", "b", "c");
  both.next("first");
  both.next("second");

  both.play("second", "c");
  assert.deepEqual(both.told, ["collected"]);
  both.play("first", "a");
  assert.deepEqual(both.told, ["collected", "a"]);
  both.play("second", "b");

  assert.deepEqual(both.told, ["collected", "a", "b", "c", "finished"]);
});

test("one worker alone plays all rows", () => {
  const alone = new Observed();
  alone.check.hear("first", collected("a", "b"));

  assert.equal(alone.next("first"), "a");
  assert.equal(alone.play("first", "a"), "b");
  assert.equal(alone.play("first", "b"), null);

  assert.deepEqual(alone.told, ["collected", "a", "b", "finished"]);
  assert.equal(alone.check.endedBy, "first");
});

test("a worker that finds no other row plays the one of the other; it counts once, whoever says it", () => {
  for (const faster of ["first", "second"] as const) {
    const both = Observed.ofBoth("a", "b");
    both.next("first");
    both.next("second");
    assert.equal(both.play("first", "a"), "b", "which the second one is at");

    assert.equal(both.play(faster, "b", "holds", faster), null);
    const slower = faster === "first" ? "second" : "first";
    assert.equal(both.play(slower, "b", "lost", slower), null);

    assert.deepEqual(both.told, ["collected", "a", "b", "finished"]);
    const told = both.events[2];
    assert.ok(told?.type === "row" && told.message === faster);
    assert.equal(both.check.endedBy, faster);
  }
});

test("a verdict that came second counts for nothing, even before the check is over", () => {
  const both = Observed.ofBoth("a");
  both.next("first");
  both.next("second");

  both.check.hear("first", row("a", "holds"));
  both.check.hear("second", row("a", "lost"));
  both.next("first");

  assert.deepEqual(both.told, ["collected", "a", "finished"]);
  assert.ok(hasPassed(both));
});

test("of a single row, the first worker to say it is heard", () => {
  const both = Observed.ofBoth("a");
  assert.equal(both.next("first"), "a");
  assert.equal(both.next("second"), "a");

  assert.equal(both.play("second", "a"), null);

  assert.deepEqual(both.told, ["collected", "a", "finished"]);
  assert.equal(both.check.endedBy, "second");
});

test("a second worker that is early waits until the first has collected", () => {
  const both = new Observed();
  both.check.join();
  both.check.hear("second", collected("a", "b"));
  assert.equal(both.next("second"), undefined);
  assert.deepEqual(both.told, []);

  both.check.hear("first", collected("a", "b"));

  assert.deepEqual(both.given, [["second", "b"]]);
  assert.deepEqual(both.told, ["collected"]);
});

test("a second worker that is late takes the rows that are left, from the last one on", () => {
  const both = new Observed();
  both.check.hear("first", collected("a", "b", "c"));
  both.next("first");
  both.play("first", "a");

  both.check.join();

  assert.equal(both.next("second"), "c");
  assert.equal(both.play("second", "c"), "b");
});

test("what kept the first worker from collecting is told, and ends the check", () => {
  for (const order of [
    ["second", "first"],
    ["first", "second"],
  ] as const) {
    const both = new Observed();
    both.check.join();
    both.check.hear("second", collected("a", "b"));
    if (order[0] === "second") both.next("second");
    both.check.hear("first", collected());
    both.check.hear("first", { type: "problem", message: "SyntaxError", text: "", line: 1 });
    assert.equal(both.check.endedBy, null, "not before the first one says so");

    assert.equal(both.next("first"), null);
    both.check.hear("second", row("b"));
    both.next("second");

    assert.deepEqual(both.told, ["collected", "problem", "finished"]);
    assert.equal(both.check.endedBy, "first");
    const finished = both.events.at(-1);
    assert.ok(finished?.type === "finished" && finished.verdict === "error");
  }
});

test("a problem that only the second worker has is not told, and the first plays on", () => {
  const both = Observed.ofBoth("a", "b");
  both.check.hear("second", collected());
  both.check.hear("second", { type: "problem", message: "Random", text: "", line: null });
  both.check.lose("second");

  both.next("first");
  both.play("first", "a");
  both.play("first", "b");

  assert.deepEqual(both.told, ["collected", "a", "b", "finished"]);
});

test("a row that the first worker has not collected is not told", () => {
  const both = Observed.ofBoth("a");

  both.next("first");
  both.check.hear("second", row("z", "lost"));
  both.play("first", "a");

  assert.deepEqual(both.told, ["collected", "a", "finished"]);
  assert.ok(hasPassed(both));
});

test("how far a search is comes from both; of a row that both are at, from the first", () => {
  const both = Observed.ofBoth("a", "b");
  both.next("first");
  both.next("second");
  both.check.hear("first", progress("a", 1));
  both.check.hear("second", progress("b", 2));
  both.play("first", "a");
  both.check.hear("second", progress("b", 3));
  both.check.hear("first", progress("b", 1));

  const states = both.events.flatMap((event) => (event.type === "progress" ? event.states : []));

  assert.deepEqual(states, [1, 2, 1]);
});

test("nothing is said any more of a row that has its verdict, told or not", () => {
  const both = Observed.ofBoth("a", "b", "c");
  both.next("first");
  both.next("second");
  both.play("second", "c");
  both.play("first", "a");

  both.check.hear("first", progress("a", 9));
  both.check.hear("first", progress("c", 9));

  assert.deepEqual(both.told, ["collected", "a"]);
});

test("a second worker that is lost leaves what it has said, and the row that it was at", () => {
  const both = Observed.ofBoth("a", "b", "c");
  both.next("first");
  both.next("second");
  both.play("second", "c", "lost"); // and it is at b

  assert.equal(both.check.lose("second"), true);

  assert.equal(both.play("first", "a"), "b");
  assert.equal(both.play("first", "b"), null);
  assert.deepEqual(both.told, ["collected", "a", "b", "c", "finished"]);
  const finished = both.events.at(-1);
  assert.ok(finished?.type === "finished" && finished.verdict === "fail");
});

test("a first worker that is lost is done without once it has collected, and not before", () => {
  const early = new Observed();
  early.check.join();
  assert.equal(early.check.lose("first"), false);

  const both = Observed.ofBoth("a", "b");
  both.next("first");
  both.next("second");
  assert.equal(both.check.lose("first"), true);
  both.check.hear("second", progress("a", 1));

  assert.equal(both.play("second", "b"), "a");
  assert.equal(both.play("second", "a"), null);
  assert.deepEqual(both.told, ["collected", "a", "a", "b", "finished"]);
  assert.equal(both.check.endedBy, "second");
});

test("without any worker there is no check", () => {
  const alone = new Observed();
  alone.check.hear("first", collected("a"));
  assert.equal(alone.check.lose("first"), false);

  const both = Observed.ofBoth("a", "b");
  assert.equal(both.check.lose("second"), true);
  assert.equal(both.check.lose("first"), false);
});

test("after the last word it matters only whether the worker is there that said it", () => {
  const both = Observed.ofBoth("a", "b");
  both.next("first");
  both.next("second");
  both.play("first", "a");
  both.play("first", "b");

  assert.equal(both.check.lose("second"), true);
  assert.equal(both.check.lose("first"), false);
  assert.deepEqual(both.told, ["collected", "a", "b", "finished"]);
});

test("a check that is stopped tells the rows that waited for those before them", () => {
  const both = Observed.ofBoth("a", "b", "c", "d");
  both.next("first");
  both.next("second");
  both.play("second", "d");
  both.play("second", "c");

  both.check.tellTheRest();
  both.check.tellTheRest();

  assert.deepEqual(both.told, ["collected", "c", "d"]);
});

test("a worker that is free again without a word on its row is not given it again, and none is missing", () => {
  const both = Observed.ofBoth("a", "b");
  assert.equal(both.next("second"), "b");
  assert.equal(both.next("second"), "a");
  assert.equal(both.next("second"), null);
  assert.equal(both.check.endedBy, null);

  assert.equal(both.next("first"), "a");
  assert.equal(both.play("first", "a"), "b");
  assert.equal(both.play("first", "b"), null);

  assert.deepEqual(both.told, ["collected", "a", "b", "finished"]);
});

test("all rows together come to what the library says of them", () => {
  const expected: [Verdict[], string][] = [
    [[], "error"],
    [["holds", "holds"], "pass"],
    [["holds", "unknown"], "unknown"],
    [["unknown"], "unknown"],
    [["holds", "lost"], "fail"],
    [["unknown", "not yet"], "fail"],
    [["error", "holds"], "fail"],
  ];
  for (const [verdicts, word] of expected) {
    const alone = new Observed();
    alone.check.hear("first", collected(...verdicts.map((_, index) => `row ${index}`)));
    alone.next("first");
    for (const [index, verdict] of verdicts.entries()) alone.play("first", `row ${index}`, verdict);

    const finished = alone.events.at(-1);
    assert.ok(finished?.type === "finished");
    assert.equal(finished.verdict, word, verdicts.join());
  }
});

test("the seconds are those from the beginning to the last word", () => {
  const both = Observed.ofBoth("a", "b");
  both.next("first");
  both.next("second");
  both.time = 1_500;
  both.play("second", "b");
  both.time = 2_500;
  both.play("first", "a");

  assert.deepEqual(both.events.at(-1), { type: "finished", verdict: "pass", seconds: 2.5 });
});

test("what has several tests can be shared; an idea with one, a design and a run cannot", () => {
  const request = (task: TaskRequest["task"], files: Record<string, string>): TaskRequest => ({
    task,
    files,
    main: "handler.py",
    wanted: "{}",
  });
  const one = "import handler\n\ndef test_one():\n    pass\n";
  const two = `${one}\n\ndef test_two():\n    pass\n`;

  assert.equal(canBeShared(request("check", { "handler.py": "", "test_handler.py": two })), true);
  assert.equal(canBeShared(request("check", { "test_a.py": one, "test_b.py": one })), true);
  assert.equal(canBeShared(request("check", { "handler.py": two, "test_handler.py": one })), false);
  assert.equal(canBeShared(request("check", { "design.py": two })), false);
  assert.equal(canBeShared(request("run", { "test_handler.py": two })), false);
  assert.equal(canBeShared(request("tell", { "test_handler.py": two })), false);
});

/** Numbers that look like chance, and are the same each time. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Lets two workers play at paces that vary; each may come late, and be gone at any moment. */
function playByChance(chance: () => number, names: string[]) {
  const observed = new Observed();
  const { check } = observed;
  const ends = { first: chance() < 0.2 ? chance() * 20 : Infinity, second: chance() * 40 };
  const waiting: [time: number, act: () => void][] = [];
  const later = (player: Player, pause: number, act: () => void): void => {
    const time = observed.time + pause;
    if (time < ends[player]) waiting.push([time, act]);
  };
  const turn = (player: Player): void => {
    const before = observed.given.length;
    check.asked(player);
    for (const [free, name] of observed.given.slice(before)) go(free, name);
  };
  const go = (player: Player, name: string | null): void => {
    if (name === null) return;
    later(player, chance() * 5, () => {
      check.hear(player, progress(name, 1));
      check.hear(player, row(name, chance() < 0.5 ? "holds" : "lost"));
      turn(player);
    });
  };
  const open = (player: Player): void => {
    const before = observed.given.length;
    check.hear(player, collected(...names));
    for (const [free, name] of observed.given.slice(before)) go(free, name);
    turn(player);
  };
  later("first", chance() * 3, () => open("first"));
  later("second", chance() * 10, () => {
    check.join();
    later("second", chance() * 3, () => open("second"));
  });
  let isCrash = false;
  for (const player of ["first", "second"] as const)
    if (ends[player] < Infinity)
      waiting.push([ends[player], () => (isCrash = !check.lose(player) || isCrash)]);
  while (waiting.length > 0 && check.endedBy === null && !isCrash) {
    waiting.sort(([one], [other]) => one - other);
    const [time, act] = waiting.shift() as [number, () => void];
    observed.time = time;
    act();
  }
  return { observed, isCrash, isFirstLost: ends.first < Infinity };
}

test("whatever comes about, a check ends with each row once, in the sequence of the file", () => {
  let [finished, crashed, shared, lost] = [0, 0, 0, 0];
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const chance = chances(seed);
    const names = Array.from({ length: Math.floor(chance() * 17) }, (_, index) => `row ${index}`);
    const { observed, isCrash, isFirstLost } = playByChance(chance, names);
    const told = observed.events.filter((event) => event.type !== "progress");
    const said = told.map((event) => (event.type === "row" ? event.name : event.type));

    if (isCrash) assert.ok(isFirstLost, `seed ${seed}: only without the first one it can crash`);
    else assert.deepEqual(said, ["collected", ...names, "finished"], `seed ${seed}`);
    assert.equal(observed.check.endedBy !== null, !isCrash, `seed ${seed}`);
    finished += Number(!isCrash);
    crashed += Number(isCrash);
    shared += Number(observed.check.endedBy === "second");
    lost += Number(isFirstLost && !isCrash);
  }
  assert.ok(
    Math.min(finished, crashed, shared, lost) > 100,
    `${[finished, crashed, shared, lost]}`,
  );
});
