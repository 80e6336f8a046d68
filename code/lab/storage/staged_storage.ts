// A storage for changes that belong together: they are made in memory, and then all at once or not at all.

import type { KeyValueStorage } from "./key_value.ts";

/** Shows what a storage has, with the changes that were made since. */
export class StagedStorage implements KeyValueStorage {
  private readonly entries = new Map<string, string>();
  private readonly changed = new Set<string>();
  private keys: string[] | null = null;

  constructor(private readonly storage: KeyValueStorage) {
    for (let index = 0; index < storage.length; index += 1) {
      const key = storage.key(index) ?? "";
      this.entries.set(key, storage.getItem(key) ?? "");
    }
  }

  get length(): number {
    return this.entries.size;
  }

  key(index: number): string | null {
    this.keys ??= [...this.entries.keys()];
    return this.keys[index] ?? null;
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (!this.entries.has(key)) this.keys = null;
    this.entries.set(key, value);
    this.changed.add(key);
  }

  removeItem(key: string): void {
    if (this.entries.delete(key)) this.keys = null;
    this.changed.add(key);
  }

  /** Makes the changes in the storage; when it refuses one, takes back the others and throws. */
  commit(): void {
    const before = new Map([...this.changed].map((key) => [key, this.storage.getItem(key)]));
    try {
      for (const key of this.changed) if (!this.entries.has(key)) this.storage.removeItem(key);
      for (const key of this.changed) put(this.storage, key, this.getItem(key));
    } catch (refused) {
      for (const key of this.changed) this.storage.removeItem(key); // makes room for the old ones
      for (const [key, value] of before) put(this.storage, key, value);
      throw refused;
    }
  }
}

function put(storage: KeyValueStorage, key: string, value: string | null): void {
  if (value === null) storage.removeItem(key);
  else storage.setItem(key, value);
}
