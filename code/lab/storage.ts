// The learner's work in the browser's storage, one entry for each exercise and starter, and the versions
// before it. It is written at once and as a whole, so that a page that ends at any moment loses nothing;
// nothing is overwritten without being put aside first, and what cannot be read is set aside too.

import { type CheckResult, keepResult } from "./checked.ts";
import {
  type EarlierVersion,
  isEarlierVersions,
  isVersion,
  type Version,
  withoutTyped,
  withVersion,
} from "./versions.ts";

export type { EarlierVersion, Version } from "./versions.ts";

/** What of window.localStorage is used; a test gives a fake one. */
export type KeyValueStorage = Pick<
  Storage,
  "getItem" | "setItem" | "removeItem" | "key" | "length"
>;

export const prefix = "consistent-messaging/";
export const workPrefix = `${prefix}work/`;
export const earlierPrefix = `${prefix}earlier/`;
export const damagedPrefix = `${prefix}damaged/`;

export class WorkStorage {
  readonly workKey: string;
  /** Whether something was found here that could not be read; it was set aside. */
  foundDamage = false;
  private readonly earlierKey: string;
  private readonly family: string;

  constructor(
    private readonly storage: KeyValueStorage,
    readonly name: string,
    readonly starterHash: string,
    readonly starter: string,
  ) {
    this.family = `${workPrefix}${name}/`;
    this.workKey = this.family + starterHash;
    this.earlierKey = earlierPrefix + name;
  }

  /** The saved work on this starter, if there is any. */
  read(): Version | null {
    return this.parse(this.workKey, isVersion);
  }

  /** The same for whoever only looks: what cannot be read stays, for the editor to find and tell. */
  peek(): Version | null {
    const json = this.storage.getItem(this.workKey);
    return json === null ? null : parsed(json, isVersion);
  }

  /** Throws when the browser refuses. */
  save(version: Version): void {
    if (version.text === this.starter) this.storage.removeItem(this.workKey);
    else this.write(this.workKey, version);
  }

  /** Puts a version aside; throws when the browser refuses. */
  putAside(version: EarlierVersion): void {
    if (version.text === this.starter) return;
    this.write(this.earlierKey, withVersion(this.putAsideVersions(), version));
  }

  /** Keeps what the last check came to; throws when the browser refuses. */
  keepResult(result: CheckResult): void {
    keepResult(this.storage, this.name, result);
  }

  /** All that can be brought back, newest first: what was put aside and work on old starters. */
  earlier(): EarlierVersion[] {
    return [...this.putAsideVersions(), ...this.onOldStarters()].sort((a, b) => b.at - a.at);
  }

  /** Work on the exercise as it was before its starter changed, newest first. */
  onOldStarters(): EarlierVersion[] {
    return keysOf(this.storage, this.family)
      .filter((key) => key !== this.workKey)
      .map((key) => this.parse(key, isVersion))
      .filter((version) => version !== null)
      .map((version) => ({ ...version, why: "old_exercise" as const }))
      .sort((a, b) => b.at - a.at);
  }

  private putAsideVersions(): EarlierVersion[] {
    return this.parse(this.earlierKey, isEarlierVersions) ?? [];
  }

  private write(key: string, value: Version | EarlierVersion[]): void {
    const json = JSON.stringify(value);
    try {
      this.storage.setItem(key, json);
    } catch {
      makeRoom(this.storage, key);
      this.storage.setItem(key, json);
    }
  }

  private parse<Value>(key: string, fits: (value: unknown) => value is Value): Value | null {
    const json = this.storage.getItem(key);
    if (json === null) return null;
    const value = parsed(json, fits);
    if (value !== null) return value;
    this.foundDamage = true;
    setAside(this.storage, key, json);
    return null;
  }
}

function parsed<Value>(json: string, fits: (value: unknown) => value is Value): Value | null {
  try {
    const value: unknown = JSON.parse(json);
    return fits(value) ? value : null;
  } catch {
    return null;
  }
}

export function keysOf(storage: KeyValueStorage, begin: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.filter((key) => key.startsWith(begin));
}

/** Moves what cannot be read to a key of its own; if there is no room, it stays where it is. */
function setAside(storage: KeyValueStorage, key: string, json: string): void {
  const place = `${damagedPrefix}${key.slice(prefix.length)}`;
  const count = keysOf(storage, place).length;
  try {
    storage.setItem(`${place}/${count}`, json);
    storage.removeItem(key);
  } catch {
    // The next save would overwrite it, and that will be refused as well.
  }
}

/** Drops versions that were only typed, of all exercises but the one that is about to be written. */
function makeRoom(storage: KeyValueStorage, besides: string): void {
  for (const key of keysOf(storage, earlierPrefix)) {
    if (key === besides) continue;
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
      if (isEarlierVersions(kept)) storage.setItem(key, JSON.stringify(withoutTyped(kept)));
    } catch {
      // What cannot be read or written is left as it is.
    }
  }
}

/** The browser's storage, or one that refuses when the browser's settings forbid it. */
export function openStorage(): KeyValueStorage {
  try {
    return window.localStorage;
  } catch {
    return refusingStorage;
  }
}

const refusingStorage: KeyValueStorage = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem: () => {},
  setItem: () => {
    throw new Error("The browser's settings forbid saving.");
  },
};
