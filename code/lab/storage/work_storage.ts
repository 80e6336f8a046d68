// The learner's work in the browser's storage: one entry for each exercise and starter, and one for each
// earlier version, so that two tabs that put something aside at once do not overwrite each other's. It is
// written at once and as a whole, so that a page that ends at any moment loses nothing; nothing is
// overwritten without being put aside first, and what cannot be read is set aside too.

import { fromJson, type Reader } from "../protocol/reader.ts";
import { type CheckResult, keepResult } from "./check_results.ts";
import { type KeyValueStorage, keyPrefixes, keysOf, withinSite } from "./key_value.ts";
import {
  type EarlierVersion,
  readEarlierVersion,
  readVersion,
  type Version,
  withVersions,
} from "./versions.ts";

/** The saved work on one exercise, or on one note. */
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
    this.family = `${keyPrefixes.work}${name}/`;
    this.workKey = this.family + starterHash;
    this.earlierFamily = `${keyPrefixes.earlier}${name}/`;
  }

  /** Returns the saved work on this starter, if there is any. */
  read(): Version | null {
    return this.parse(this.workKey, readVersion);
  }

  /** Returns the same, but leaves what cannot be read for the editor to find and report. */
  peek(): Version | null {
    return fromJson(this.storage.getItem(this.workKey), readVersion);
  }

  /** Saves this version; throws when the browser refuses. */
  save(version: Version): void {
    if (version.text === this.starter) this.storage.removeItem(this.workKey);
    else this.write(this.workKey, version);
  }

  /** Puts a version aside; throws when the browser refuses. */
  putAside(version: EarlierVersion): void {
    this.putAllAside([version]);
  }

  /** Puts versions aside; throws when the browser refuses. */
  putAllAside(versions: EarlierVersion[]): void {
    const added = versions.filter(({ text }) => text !== this.starter);
    const kept = this.putAsideVersions();
    const keyOf = new Map([...kept].map(([key, { text }]) => [text, key]));
    const wanted = new Map(
      withVersions([...kept.values()], added).map((version) => [version.text, version]),
    );
    for (const text of new Set(added.map((version) => version.text))) {
      const version = wanted.get(text);
      if (version !== undefined) this.write(keyOf.get(text) ?? this.newKey(version), version);
    }
    for (const [key, { text }] of kept) if (!wanted.has(text)) this.storage.removeItem(key);
  }

  /** Saves the result of the last check; throws when the browser refuses. */
  keepResult(result: CheckResult): void {
    keepResult(this.storage, this.name, result);
  }

  /** Returns all that can be restored, newest first: what was put aside and work on old starters. */
  earlier(): EarlierVersion[] {
    return [...this.putAsideVersions().values(), ...this.onOldStarters()].sort(
      (a, b) => b.at - a.at,
    );
  }

  /** Returns work on the exercise from before its starter changed, newest first. */
  onOldStarters(): EarlierVersion[] {
    return keysOf(this.storage, this.family)
      .filter((key) => key !== this.workKey)
      .map((key) => this.parse(key, readVersion))
      .filter((version) => version !== null)
      .map((version) => ({ ...version, why: "old_exercise" as const }))
      .sort((a, b) => b.at - a.at);
  }

  private putAsideVersions(): Map<string, EarlierVersion> {
    const found = new Map<string, EarlierVersion>();
    for (const key of keysOf(this.storage, this.earlierFamily)) {
      const version = this.parse(key, readEarlierVersion);
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

  private parse<Value>(key: string, read: Reader<Value>): Value | null {
    const json = this.storage.getItem(key);
    if (json === null) return null;
    const value = fromJson(json, read);
    if (value !== null) return value;
    this.foundDamage = true;
    setAside(this.storage, key, json);
    return null;
  }
}

/** Moves what cannot be read to a key of its own; if there is no room, it stays where it is. */
function setAside(storage: KeyValueStorage, key: string, json: string): void {
  const place = `${keyPrefixes.damaged}${withinSite(key)}`;
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
  return keysOf(storage, keyPrefixes.earlier)
    .flatMap((other) => {
      const version = fromJson(storage.getItem(other), readEarlierVersion);
      return version?.why === "typed" ? [{ other, version }] : [];
    })
    .sort((a, b) => a.version.at - b.version.at);
}
