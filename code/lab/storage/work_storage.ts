// The learner's work in the browser's storage, one entry for each exercise and starter, and one for each
// version before it: two tabs that put something aside at once do not overwrite each other's. It is written
// at once and as a whole, so that a page that ends at any moment loses nothing; nothing is overwritten
// without being put aside first, and what cannot be read is set aside too.

import { type CheckResult, keepResult } from "./check_results.ts";
import {
  type EarlierVersion,
  isEarlierVersion,
  isVersion,
  type Version,
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
  private readonly family: string;
  private readonly earlierFamily: string;

  constructor(
    private readonly storage: KeyValueStorage,
    readonly name: string,
    readonly starterHash: string,
    readonly starter: string,
  ) {
    this.family = `${workPrefix}${name}/`;
    this.workKey = this.family + starterHash;
    this.earlierFamily = `${earlierPrefix}${name}/`;
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
    const kept = this.putAsideVersions();
    const wanted = withVersion([...kept.values()], version);
    const added = wanted.find(({ text }) => text === version.text);
    const [key = this.newKey(version)] =
      [...kept].find(([, { text }]) => text === version.text) ?? [];
    if (added !== undefined) this.write(key, added);
    for (const [other, { text }] of kept)
      if (!wanted.some((each) => each.text === text)) this.storage.removeItem(other);
  }

  /** Keeps what the last check came to; throws when the browser refuses. */
  keepResult(result: CheckResult): void {
    keepResult(this.storage, this.name, result);
  }

  /** All that can be brought back, newest first: what was put aside and work on old starters. */
  earlier(): EarlierVersion[] {
    return [...this.putAsideVersions().values(), ...this.onOldStarters()].sort(
      (a, b) => b.at - a.at,
    );
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

  private putAsideVersions(): Map<string, EarlierVersion> {
    const found = new Map<string, EarlierVersion>();
    for (const key of keysOf(this.storage, this.earlierFamily)) {
      const version = this.parse(key, isEarlierVersion);
      if (version !== null) found.set(key, version);
    }
    return found;
  }

  // Another tab may put something aside in the same millisecond.
  private newKey({ at }: Version): string {
    return `${this.earlierFamily}${at}-${Math.random().toString(36).slice(2)}`;
  }

  private write(key: string, version: Version): void {
    const json = JSON.stringify(version);
    try {
      this.storage.setItem(key, json);
    } catch (refused) {
      if (!writeInstead(this.storage, key, json)) throw refused;
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

/**
 * Writes it in the place of versions that were only typed, oldest first, as few as will do. When all of
 * them would not, they stay.
 */
function writeInstead(storage: KeyValueStorage, key: string, json: string): boolean {
  const given: { other: string; version: EarlierVersion }[] = [];
  for (const entry of typedVersions(storage))
    if (entry.other !== key)
      try {
        storage.setItem(entry.other, ""); // is refused where nothing at all can be written
        storage.removeItem(entry.other);
        given.push(entry);
        storage.setItem(key, json);
        return true;
      } catch {
        // There is still too little room.
      }
  for (const { other, version } of given) storage.setItem(other, JSON.stringify(version));
  return false;
}

function typedVersions(storage: KeyValueStorage): { other: string; version: EarlierVersion }[] {
  return keysOf(storage, earlierPrefix)
    .flatMap((other) => {
      const version = parsed(storage.getItem(other) ?? "", isEarlierVersion);
      return version?.why === "typed" ? [{ other, version }] : [];
    })
    .sort((a, b) => a.version.at - b.version.at);
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
