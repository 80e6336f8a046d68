// What a learner wrote is found again, and whatever is replaced was put aside.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkStorage } from "../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../fakes.ts";

const workOn = (storage: FakeStorage, starterHash: string, name = "handler_exercise") =>
  new WorkStorage(storage, name, starterHash, `starter ${starterHash}`);

test("saved work is found again", () => {
  const storage = new FakeStorage();

  workOn(storage, "1").save({ text: "mine", at: 5 });

  assert.deepEqual(workOn(storage, "1").read(), { text: "mine", at: 5 });
});

test("the starter itself is not kept as work", () => {
  const storage = new FakeStorage();
  const work = workOn(storage, "1");
  work.save({ text: "mine", at: 5 });

  work.save({ text: "starter 1", at: 6 });

  assert.equal(work.read(), null);
});

test("work on a starter that changed is not shown as work on the new one, and not lost", () => {
  const storage = new FakeStorage();
  workOn(storage, "1").save({ text: "mine", at: 5 });

  const work = workOn(storage, "2");

  assert.equal(work.read(), null);
  assert.deepEqual(work.onOldStarters(), [{ text: "mine", at: 5, why: "old_exercise" }]);
});

test("the work on one exercise is not taken for another's", () => {
  const storage = new FakeStorage();
  workOn(storage, "1", "first").save({ text: "mine", at: 5 });

  assert.deepEqual(workOn(storage, "2", "second").onOldStarters(), []);
});

test("versions put aside come newest first, each text once", () => {
  const work = workOn(new FakeStorage(), "1");

  work.putAside({ text: "first", at: 1, why: "reset" });
  work.putAside({ text: "second", at: 2, why: "taken" });
  work.putAside({ text: "first", at: 3, why: "other_tab" });

  assert.deepEqual(
    work.earlier().map(({ text, at }) => [text, at]),
    [
      ["first", 3],
      ["second", 2],
    ],
  );
});

for (const nonsense of ["{", "null", "7", "[]", '{"text":7,"at":1}', '{"text":"mine"}'])
  test(`${nonsense} in place of the work is set aside, and does not stop the lab`, () => {
    const storage = new FakeStorage();
    const work = workOn(storage, "1");
    storage.setItem(work.workKey, nonsense);

    assert.equal(work.read(), null);

    assert.equal(work.foundDamage, true);
    const aside = "consistent-messaging/damaged/work/handler_exercise/1/0";
    assert.equal(storage.getItem(aside), nonsense);
  });

test("who only looks leaves what cannot be read for the editor to tell", () => {
  const storage = new FakeStorage();
  storage.setItem(workOn(storage, "1").workKey, "{nonsense");

  assert.equal(workOn(storage, "1").peek(), null);

  const work = workOn(storage, "1");
  work.read();
  assert.equal(work.foundDamage, true);
});

test("what two tabs put aside at once is kept by both", () => {
  const storage = new FakeStorage();
  const first = workOn(storage, "1");
  const second = workOn(storage, "1");
  const setItem = storage.setItem.bind(storage);
  storage.setItem = (key, value) => {
    storage.setItem = setItem;
    second.putAside({ text: "of the second", at: 5, why: "reset" });
    setItem(key, value);
  };

  first.putAside({ text: "of the first", at: 5, why: "reset" });

  const texts = first.earlier().map(({ text }) => text);
  assert.deepEqual(texts.sort(), ["of the first", "of the second"]);
});

test("a day of typing is thinned where it is kept as well", () => {
  const storage = new FakeStorage();
  const work = workOn(storage, "1");
  const minutes = 60_000;

  for (let index = 0; index < 300; index++)
    work.putAside({ text: `text ${index}`, at: index * 2 * minutes, why: "typed" });

  assert.ok(storage.length <= 30, String(storage.length));
});

for (const nonsense of ["{", "{}", "[1]", '{"text":"mine","at":1}'])
  test(`${nonsense} in place of a version is set aside and does not hide the others`, () => {
    const storage = new FakeStorage();
    const work = workOn(storage, "1");
    storage.setItem("consistent-messaging/earlier/handler_exercise/1-x", nonsense);

    work.putAside({ text: "mine", at: 5, why: "reset" });

    assert.equal(work.earlier().length, 1);
    const aside = "consistent-messaging/damaged/earlier/handler_exercise/1-x/0";
    assert.equal(storage.getItem(aside), nonsense);
  });

test("without room, the oldest version that was only typed makes room for work", () => {
  const storage = new FakeStorage();
  workOn(storage, "1", "other").putAside({ text: "typed", at: 1, why: "typed" });
  workOn(storage, "1", "other").putAside({ text: "typed later", at: 3, why: "typed" });
  workOn(storage, "1", "other").putAside({ text: "checked", at: 2, why: "checked" });
  const setItem = storage.setItem.bind(storage);
  let refused = 0;
  storage.setItem = (key, value) => {
    if (key.includes("messaging/work/") && refused === 0) {
      refused += 1;
      throw new DOMException("no room left", "QuotaExceededError");
    }
    setItem(key, value);
  };

  workOn(storage, "1").save({ text: "mine", at: 3 });

  assert.equal(workOn(storage, "1").read()?.text, "mine");
  assert.deepEqual(
    workOn(storage, "1", "other")
      .earlier()
      .map(({ text }) => text),
    ["typed later", "checked"],
  );
});

test("what cannot make enough room stays", () => {
  const storage = new FakeStorage();
  const other = workOn(storage, "1", "other");
  other.putAside({ text: "typed", at: 1, why: "typed" });
  other.putAside({ text: "typed later", at: 2, why: "typed" });
  const setItem = storage.setItem.bind(storage);
  const refuse = (): never => {
    throw new DOMException("no room left", "QuotaExceededError");
  };

  for (const refused of [/messaging\/work\//, /./]) {
    storage.setItem = (key, value) => (refused.test(key) ? refuse() : setItem(key, value));
    assert.throws(() => workOn(storage, "1").save({ text: "mine", at: 3 }), /no room left/);
    assert.equal(other.earlier().length, 2, String(refused));
  }
});
