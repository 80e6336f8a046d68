// How many hints of an exercise the reader has opened, and whether the solution: it only ever grows.

import { type KeyValueStorage, keyPrefixes, keysOf } from "./key_value.ts";

/** What was opened of an exercise's help. */
export interface OpenedHints {
  /** How many hints, from the first on. */
  hints: number;
  solution: boolean;
}

/** Returns what was opened; nothing, when no readable entry is saved. */
export function openedHints(storage: KeyValueStorage, name: string): OpenedHints {
  try {
    const found: unknown = JSON.parse(storage.getItem(keyPrefixes.help + name) ?? "null");
    const { hints, solution } = (found ?? {}) as Partial<Record<keyof OpenedHints, unknown>>;
    return { hints: Number.isInteger(hints) ? Number(hints) : 0, solution: solution === true };
  } catch {
    return { hints: 0, solution: false };
  }
}

/** Saves that this was opened as well; throws when the browser refuses. */
export function keepOpenedHints(storage: KeyValueStorage, name: string, opened: OpenedHints): void {
  const before = openedHints(storage, name);
  const hints = Math.max(before.hints, opened.hints);
  const solution = before.solution || opened.solution;
  if (hints === before.hints && solution === before.solution) return;
  storage.setItem(keyPrefixes.help + name, JSON.stringify({ hints, solution }));
}

/** Returns the entries of all exercises of which something was opened. */
export function allOpenedHints(storage: KeyValueStorage): ({ name: string } & OpenedHints)[] {
  return keysOf(storage, keyPrefixes.help)
    .sort()
    .map((key) => key.slice(keyPrefixes.help.length))
    .map((name) => ({ name, ...openedHints(storage, name) }));
}
