// How far the reader wants each design to be searched, where that is not left to its file.

import type { ChosenScope } from "../protocol/messages.ts";
import { readScope } from "../protocol/python_events.ts";
import { fromJson } from "../protocol/reader.ts";
import { type KeyValueStorage, keyPrefixes } from "./key_value.ts";

/** Returns what was chosen for a design; null if that is left to its file. */
export function chosenScope(storage: KeyValueStorage, name: string): ChosenScope | null {
  return fromJson(storage.getItem(keyPrefixes.scope + name), readScope);
}

/** Saves what was chosen. A browser that refuses forgets it, which costs no work. */
export function keepScope(
  storage: KeyValueStorage,
  name: string,
  chosen: ChosenScope | null,
): void {
  try {
    if (chosen === null) storage.removeItem(keyPrefixes.scope + name);
    else storage.setItem(keyPrefixes.scope + name, JSON.stringify(chosen));
  } catch {
    // The editor reports it, where it matters.
  }
}
