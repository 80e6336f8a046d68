// Which exercise is on which page: saved when a page is opened, so that other pages know it.

import { fromJson, object, type Reader, text } from "../protocol/reader.ts";
import { type KeyValueStorage, keyPrefixes } from "./key_value.ts";

/** An exercise, and the starter that it has on its page. */
export interface ExerciseOfPage {
  name: string;
  starter_hash: string;
}

const readExercise: Reader<ExerciseOfPage> = object({ name: text, starter_hash: text });

/** Saves which exercise is on the page with this path. */
export function keepExercise(
  storage: KeyValueStorage,
  path: string,
  { name, starter_hash }: ExerciseOfPage,
): void {
  try {
    storage.setItem(keyPrefixes.exerciseOf + path, JSON.stringify({ name, starter_hash }));
  } catch {
    // The page is then shown as not begun, which costs no work.
  }
}

/** Returns the exercise of a page that was opened before; null if there is none. */
export function exerciseOf(storage: KeyValueStorage, path: string): ExerciseOfPage | null {
  return fromJson(storage.getItem(keyPrefixes.exerciseOf + path), readExercise);
}
