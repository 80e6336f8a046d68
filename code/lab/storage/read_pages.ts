// Which pages were read to their end, and when.

import { type KeyValueStorage, keyPrefixes, keysOf } from "./key_value.ts";

/** A page, and when it was read. */
export interface ReadPage {
  path: string;
  at: number;
}

/** Returns all pages that were read. */
export function readPages(storage: KeyValueStorage): ReadPage[] {
  return keysOf(storage, keyPrefixes.read)
    .sort()
    .map((key) => ({
      path: key.slice(keyPrefixes.read.length),
      at: Number(storage.getItem(key)),
    }))
    .filter(({ at }) => Number.isInteger(at));
}

/** Says whether the page was read. */
export function wasRead(storage: KeyValueStorage, path: string): boolean {
  return storage.getItem(keyPrefixes.read + path) !== null;
}

/** Saves when the page was read; throws when the browser refuses. */
export function keepRead(storage: KeyValueStorage, { path, at }: ReadPage): void {
  storage.setItem(keyPrefixes.read + path, String(at));
}

/** Saves that the page was read now. A browser that refuses forgets it, which costs no work. */
export function markRead(storage: KeyValueStorage, path: string): void {
  try {
    if (!wasRead(storage, path)) keepRead(storage, { path, at: Date.now() });
  } catch {
    // The editor reports it, where it matters.
  }
}
