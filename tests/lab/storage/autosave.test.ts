// Two tabs on the same exercise, a storage without room, and the end of a page.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Autosave, autosaveDelayMilliseconds } from "../../../code/lab/storage/autosave.ts";
import { type Version, WorkStorage } from "../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../fakes.ts";

function openTab(storage: FakeStorage) {
  const work = new WorkStorage(storage, "exercise", "1", "starter");
  const heard: { refused: number; elsewhere: Version[] } = { refused: 0, elsewhere: [] };
  const saver = new Autosave(
    work,
    {
      saved: () => {},
      refused: () => {
        heard.refused += 1;
      },
      changedElsewhere: (version) => heard.elsewhere.push(version),
    },
    () => 100,
  );
  return { work, saver, heard };
}

test("an edit is saved soon after it was made", (context: TestContext) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { saver, work } = openTab(new FakeStorage());

  saver.edit("first");
  saver.edit("second");
  assert.equal(work.read(), null);
  context.mock.timers.tick(autosaveDelayMilliseconds);

  assert.equal(work.read()?.text, "second");
});

test("who types without a pause is saved meanwhile", (context: TestContext) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { saver, work } = openTab(new FakeStorage());

  for (let typed = 0; typed < 20; typed++) {
    saver.edit(`text ${typed}`);
    context.mock.timers.tick(autosaveDelayMilliseconds / 5);
  }

  assert.match(work.read()?.text ?? "", /^text 1[5-9]$/);
});

test("what was typed last is saved when the page goes", () => {
  const { saver, work } = openTab(new FakeStorage());

  saver.edit("typed");
  saver.flush();

  assert.equal(work.read()?.text, "typed");
});

test("a tab hears that another one saved something else", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.saver.keep("from the second tab");
  first.saver.look("starter");

  assert.equal(first.heard.elsewhere[0]?.text, "from the second tab");
});

test("a tab that shows the same text hears nothing", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.saver.keep("the same");
  first.saver.look("the same");

  assert.deepEqual(first.heard.elsewhere, []);
});

test("saving over another tab's work puts that work aside", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.saver.keep("from the second tab");
  first.saver.keep("from the first tab");

  assert.equal(first.work.read()?.text, "from the first tab");
  assert.deepEqual(first.work.earlier(), [
    { text: "from the second tab", at: 100, why: "other_tab" },
  ]);
});

test("taking the other tab's work puts nothing more aside", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);
  second.saver.keep("from the second tab");
  first.saver.look("starter");

  first.saver.take(first.heard.elsewhere[0] as Version);
  first.saver.keep("from the second tab, and on");

  assert.deepEqual(first.work.earlier(), []);
});

test("a storage without room is reported, and the text is saved once there is room", () => {
  const storage = new FakeStorage();
  const { saver, work, heard } = openTab(storage);
  storage.full = true;

  saver.keep("typed");
  assert.equal(heard.refused, 1);
  storage.full = false;
  saver.flush();

  assert.equal(work.read()?.text, "typed");
});
