// The learner's work in the browser's storage, one entry for each exercise and starter, and the
// versions that were put aside. Nothing is ever overwritten without being put aside first.

import { type CheckResult, keepResult } from "./checked.ts";
import type { SavedReason } from "./page_data.ts";

export interface Version {
  text: string;
  at: number;
}

export interface EarlierVersion extends Version {
  why: SavedReason;
}

/** What of window.localStorage is used; a test gives a fake one. */
export type KeyValueStorage = Pick<
  Storage,
  "getItem" | "setItem" | "removeItem" | "key" | "length"
>;

const prefix = "consistent-messaging";
const maximumEarlier = 30;

export class WorkStorage {
  readonly workKey: string;
  private readonly earlierKey: string;
  private readonly family: string;

  constructor(
    private readonly storage: KeyValueStorage,
    readonly name: string,
    readonly starterHash: string,
    readonly starter: string,
  ) {
    this.family = `${prefix}/work/${name}/`;
    this.workKey = this.family + starterHash;
    this.earlierKey = `${prefix}/earlier/${name}`;
  }

  /** The saved work on this starter, if there is any. */
  read(): Version | null {
    return this.parse<Version>(this.workKey);
  }

  /** Throws when the browser refuses. */
  save(version: Version): void {
    if (version.text === this.starter) this.storage.removeItem(this.workKey);
    else this.storage.setItem(this.workKey, JSON.stringify(version));
  }

  /** Puts a version aside; throws when the browser refuses. */
  putAside(version: EarlierVersion): void {
    const others = this.putAsideVersions().filter((other) => other.text !== version.text);
    if (version.text === this.starter) return;
    const kept = [version, ...others].slice(0, maximumEarlier);
    this.storage.setItem(this.earlierKey, JSON.stringify(kept));
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
    const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index));
    return keys
      .filter((key) => key?.startsWith(this.family) && key !== this.workKey)
      .map((key) => this.parse<Version>(key ?? ""))
      .filter((version) => version !== null)
      .map((version) => ({ ...version, why: "old_exercise" as const }))
      .sort((a, b) => b.at - a.at);
  }

  private putAsideVersions(): EarlierVersion[] {
    return this.parse<EarlierVersion[]>(this.earlierKey) ?? [];
  }

  private parse<Value>(key: string): Value | null {
    try {
      return JSON.parse(this.storage.getItem(key) ?? "null") as Value | null;
    } catch {
      return null;
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
