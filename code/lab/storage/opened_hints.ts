// How much of an exercise's help the reader has opened: kept as progress is, and brought along in the file
// with all work. It only ever grows.

import { type KeyValueStorage, keysOf } from "./work_storage.ts";

export interface OpenedHints {
  /** How many hints, from the first on. */
  hints: number;
  solution: boolean;
}

const prefix = "consistent-messaging/help/";

/** What was opened; nothing, when nothing that can be read is kept. */
export function openedHints(storage: KeyValueStorage, name: string): OpenedHints {
  try {
    const found: unknown = JSON.parse(storage.getItem(prefix + name) ?? "null");
    const { hints, solution } = (found ?? {}) as Record<string, unknown>;
    return { hints: Number.isInteger(hints) ? Number(hints) : 0, solution: solution === true };
  } catch {
    return { hints: 0, solution: false };
  }
}

/** Keeps that this was opened as well; throws when the browser refuses. */
export function keepOpenedHints(storage: KeyValueStorage, name: string, opened: OpenedHints): void {
  const before = openedHints(storage, name);
  const hints = Math.max(before.hints, opened.hints);
  const solution = before.solution || opened.solution;
  if (hints === before.hints && solution === before.solution) return;
  storage.setItem(prefix + name, JSON.stringify({ hints, solution }));
}

/** For all exercises of which any help was opened. */
export function allOpenedHints(storage: KeyValueStorage): ({ name: string } & OpenedHints)[] {
  return keysOf(storage, prefix)
    .sort()
    .map((key) => key.slice(prefix.length))
    .map((name) => ({ name, ...openedHints(storage, name) }));
}
