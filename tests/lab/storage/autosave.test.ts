// Two tabs on the same exercise, a storage without room, and the end of a page.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  Autosave,
  autosaveDelayMilliseconds,
  saveAllEdits,
} from "../../../code/lab/storage/autosave.ts";
import type { Version } from "../../../code/lab/storage/versions.ts";
import { WorkStorage } from "../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../fakes.ts";

function openTab(storage: FakeStorage) {
  const work = new WorkStorage(storage, "exercise", "1", "starter");
  const heard: { refused: number; elsewhere: Version[] } = { refused: 0, elsewhere: [] };
  const autosave = new Autosave(
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
  return { work, autosave, heard };
}

test("an edit is saved soon after it was made", (context: TestContext) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { autosave, work } = openTab(new FakeStorage());

  autosave.edit("first");
  autosave.edit("second");
  assert.equal(work.read(), null);
  context.mock.timers.tick(autosaveDelayMilliseconds);

  assert.equal(work.read()?.text, "second");
});

test("who types without a pause is saved meanwhile", (context: TestContext) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { autosave, work } = openTab(new FakeStorage());

  for (let typed = 0; typed < 20; typed++) {
    autosave.edit(`text ${typed}`);
    context.mock.timers.tick(autosaveDelayMilliseconds / 5);
  }

  assert.match(work.read()?.text ?? "", /^text 1[5-9]$/);
});

test("what was typed last is saved when the page goes", () => {
  const { autosave, work } = openTab(new FakeStorage());

  autosave.edit("typed");
  autosave.flush();

  assert.equal(work.read()?.text, "typed");
});

test("a tab hears that another one saved something else", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.autosave.keep("from the second tab");
  first.autosave.look("starter");

  assert.equal(first.heard.elsewhere[0]?.text, "from the second tab");
});

test("a tab that shows the same text hears nothing", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.autosave.keep("the same");
  first.autosave.look("the same");

  assert.deepEqual(first.heard.elsewhere, []);
});

test("saving over another tab's work puts that work aside", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);

  second.autosave.keep("from the second tab");
  first.autosave.keep("from the first tab");

  assert.equal(first.work.read()?.text, "from the first tab");
  assert.deepEqual(first.work.earlier(), [
    { text: "from the second tab", at: 100, why: "other_tab" },
  ]);
});

test("taking the other tab's work puts nothing more aside", () => {
  const storage = new FakeStorage();
  const first = openTab(storage);
  const second = openTab(storage);
  second.autosave.keep("from the second tab");
  first.autosave.look("starter");

  first.autosave.take(first.heard.elsewhere[0] as Version);
  first.autosave.keep("from the second tab, and on");

  assert.deepEqual(first.work.earlier(), []);
});

test("a storage without room is reported, and the text is saved once there is room", () => {
  const storage = new FakeStorage();
  const { autosave, work, heard } = openTab(storage);
  storage.full = true;

  autosave.keep("typed");
  assert.equal(heard.refused, 1);
  storage.full = false;
  autosave.flush();

  assert.equal(work.read()?.text, "typed");
});

test("what was refused when its page was left is there for the next editor, and saved with all", () => {
  const storage = new FakeStorage();
  const left = openTab(storage);
  storage.full = true;
  left.autosave.edit("typed");
  left.autosave.end();

  const back = openTab(storage);
  assert.equal(back.autosave.refusedBefore, "typed");
  assert.equal(saveAllEdits(), false);
  storage.full = false;
  assert.equal(saveAllEdits(), true);

  assert.equal(back.work.read()?.text, "typed");
  assert.equal(openTab(storage).autosave.refusedBefore, null);
});
