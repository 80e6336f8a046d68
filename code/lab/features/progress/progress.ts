// How far the reader has come with each page: derived from what is kept anyway, so that nothing is claimed
// that is not so. An exercise is done while the code that is there is the code whose checks all held.

import { lastResult } from "../../storage/check_results.ts";
import { readPrefix } from "../../storage/read_pages.ts";
import {
  type KeyValueStorage,
  keysOf,
  WorkStorage,
  workPrefix,
} from "../../storage/work_storage.ts";

export type Progress =
  | { state: "done"; how: "read" }
  | { state: "done"; how: "checked"; all: number }
  | { state: "begun"; holding: number; all: number }
  | { state: "begun" }
  | { state: "none" };

/** Which exercise stands on a page; kept when the page is opened. */
export interface ExerciseOfPage {
  name: string;
  starter_hash: string;
}

const exercisePrefix = "consistent-messaging/exercise-of/";

export function keepExercise(
  storage: KeyValueStorage,
  path: string,
  { name, starter_hash }: ExerciseOfPage,
): void {
  try {
    storage.setItem(exercisePrefix + path, JSON.stringify({ name, starter_hash }));
  } catch {
    // The page is then shown as not begun, which costs no work.
  }
}

export function progressOf(storage: KeyValueStorage, path: string): Progress {
  const exercise = exerciseOf(storage, path);
  if (exercise !== null) return progressOfExercise(storage, exercise);
  const read = storage.getItem(readPrefix + path) !== null;
  return read ? { state: "done", how: "read" } : { state: "none" };
}

function progressOfExercise(
  storage: KeyValueStorage,
  { name, starter_hash }: ExerciseOfPage,
): Progress {
  const result = lastResult(storage, name);
  const code = new WorkStorage(storage, name, starter_hash, "").peek()?.text ?? null;
  const checked = result !== null && result.starter_hash === starter_hash;
  // Without saved work the starter stands there, which passes no exercise.
  const current = checked && (code === null ? result.holding < result.all : code === result.code);
  if (current && result.holding === result.all)
    return { state: "done", how: "checked", all: result.all };
  if (current) return { state: "begun", holding: result.holding, all: result.all };
  const begun = checked || keysOf(storage, `${workPrefix}${name}/`).length > 0;
  return begun ? { state: "begun" } : { state: "none" };
}

/** The exercise of a page that was opened before. */
export function exerciseOf(storage: KeyValueStorage, path: string): ExerciseOfPage | null {
  try {
    const found = JSON.parse(storage.getItem(exercisePrefix + path) ?? "null");
    const { name, starter_hash } = found ?? {};
    return typeof name === "string" && typeof starter_hash === "string"
      ? { name, starter_hash }
      : null;
  } catch {
    return null;
  }
}
