// Which pages were read to their end, and when.

import { type KeyValueStorage, keysOf } from "./work_storage.ts";

export const readPrefix = "consistent-messaging/read/";

export interface ReadPage {
  path: string;
  at: number;
}

export function readPages(storage: KeyValueStorage): ReadPage[] {
  return keysOf(storage, readPrefix)
    .sort()
    .map((key) => ({ path: key.slice(readPrefix.length), at: Number(storage.getItem(key)) }))
    .filter(({ at }) => Number.isInteger(at));
}

/** Keeps that the page was read now. A browser that refuses forgets it, which costs no work. */
export function markRead(storage: KeyValueStorage, path: string): void {
  try {
    if (storage.getItem(readPrefix + path) === null)
      storage.setItem(readPrefix + path, String(Date.now()));
  } catch {
    // Said where the reader types.
  }
}
