// Hundreds of interruptions between two tabs and one storage, with a fixed seed: whatever was typed more
// than a second before is found again, in the work or among the versions before it.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Autosave } from "../../../code/lab/storage/autosave.ts";
import { WorkStorage } from "../../../code/lab/storage/work_storage.ts";
import { FakeStorage } from "../fakes.ts";

const rounds = 600;
const kinds = ["go on", "kill", "reload", "other tab", "full", "damage elsewhere"] as const;

class Tab {
  readonly work: WorkStorage;
  readonly autosave: Autosave;
  text: string;

  constructor(storage: FakeStorage) {
    this.work = new WorkStorage(storage, "exercise", "1", "starter");
    this.text = this.work.read()?.text ?? "starter";
    const listener = { saved: () => {}, refused: () => {}, changedElsewhere: () => {} };
    this.autosave = new Autosave(this.work, listener);
  }
  type(word: string): void {
    this.text += ` ${word} `;
    this.autosave.edit(this.text);
  }
}

const known = new Map<string, Set<string>>();

/** The words of a text; most texts are looked at again in round after round. */
function wordsOf(text: string): Set<string> {
  const words = known.get(text) ?? new Set(text.split(" "));
  known.set(text, words);
  return words;
}

function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("nothing older than a second is lost, whatever happens", (context: TestContext) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const random = numbersFrom(7);
  const storage = new FakeStorage();
  let tabs = [new Tab(storage), new Tab(storage)];
  let shown = 0;
  let typed: { word: string; at: number }[] = [];
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const kind = kinds[random(kinds.length)];
    const tab = tabs[shown] as Tab;
    storage.full = kind === "full";
    tab.type(`w${round}`);
    const inFull = storage.full;
    if (!inFull) typed.push({ word: `w${round}`, at: Date.now() });
    context.mock.timers.tick(random(2000));
    storage.full = false;
    if (inFull) {
      // The page says that nothing is saved; the next key saves it all.
      tab.type(`room${round}`);
      typed.push({ word: `w${round}`, at: Date.now() }, { word: `room${round}`, at: Date.now() });
      context.mock.timers.tick(600);
    }
    if (kind === "kill") tab.autosave.take({ text: "", at: 0 }); // what was pending is gone with its timer
    if (kind === "reload") tab.autosave.flush();
    if (kind === "kill" || kind === "reload") tabs = tabs.with(shown, new Tab(storage));
    if (kind === "other tab") shown = 1 - shown;
    if (kind === "damage elsewhere") storage.setItem(`consistent-messaging/work/x/${round}`, "{");

    const work = new WorkStorage(storage, "exercise", "1", "starter");
    const stored = [work.read()?.text, ...work.earlier().map(({ text }) => text)];
    // What an open tab shows is not lost yet; a killed one is replaced above.
    const kept = [...tabs.map((open) => open.text), ...stored].map((text) => wordsOf(text ?? ""));
    const lost = typed.filter(({ word }) => !kept.some((words) => words.has(word)));
    const settled = lost.filter(({ at }) => at < Date.now() - 1000);
    assert.deepEqual(settled, [], `round ${round}: ${kind}`);
    if (kind === "kill" || kind === "reload")
      typed = typed.filter(({ word }) => kept.some((words) => words.has(word)));
    found = typed.length;
  }
  assert.ok(found > rounds / 2, `${found} words were found again`);
});
