// The progress of the reader on each page, derived from what is saved anyway, so that it is never wrong. An
// exercise is done once all checks have held, and stays so: pages ask for experiments that break the code.

import { lastResult, passedIn } from "../../storage/check_results.ts";
import { type ExerciseOfPage, exerciseOf } from "../../storage/exercise_of_page.ts";
import { type KeyValueStorage, keyPrefixes, keysOf } from "../../storage/key_value.ts";
import { wasRead } from "../../storage/read_pages.ts";
import { WorkStorage } from "../../storage/work_storage.ts";

/** How far the reader has come with a page. */
export type Progress =
  | { state: "done"; how: "read" }
  | { state: "done"; how: "checked" | "changed since"; all: number }
  | { state: "begun"; holding: number; all: number }
  | { state: "begun" }
  | { state: "none" };

/** Returns the progress on the page with this path. */
export function progressOf(storage: KeyValueStorage, path: string): Progress {
  const exercise = exerciseOf(storage, path);
  if (exercise !== null) return progressOfExercise(storage, exercise);
  return wasRead(storage, path) ? { state: "done", how: "read" } : { state: "none" };
}

function progressOfExercise(
  storage: KeyValueStorage,
  { name, starter_hash }: ExerciseOfPage,
): Progress {
  const result = lastResult(storage, name);
  const code = new WorkStorage(storage, name, starter_hash, "").peek()?.text ?? null;
  const checked = result !== null && result.starter_hash === starter_hash;
  // Without saved work the editor has the starter, which passes no exercise.
  const current = checked && (code === null ? result.holding < result.all : code === result.code);
  const passed = checked ? passedIn(result) : 0;
  if (passed > 0) {
    const holds = current && result.holding === result.all;
    return { state: "done", how: holds ? "checked" : "changed since", all: passed };
  }
  if (current) return { state: "begun", holding: result.holding, all: result.all };
  const begun = checked || keysOf(storage, `${keyPrefixes.work}${name}/`).length > 0;
  return begun ? { state: "begun" } : { state: "none" };
}
