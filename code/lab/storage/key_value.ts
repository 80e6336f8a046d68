// The browser's storage, and every key that the site has in it. The keys are on the machines of readers:
// to change one is to lose what they saved.

/** The part of `window.localStorage` that is used; a test gives a fake one. */
export type KeyValueStorage = Pick<
  Storage,
  "getItem" | "setItem" | "removeItem" | "key" | "length"
>;

const site = "consistent-messaging/";

/**
 * How each kind of key begins; what follows is the name of an exercise or a note, or a page's path. Nothing
 * follows a setting.
 */
export const keyPrefixes = {
  work: `${site}work/`,
  earlier: `${site}earlier/`,
  damaged: `${site}damaged/`,
  checked: `${site}checked/`,
  exerciseOf: `${site}exercise-of/`,
  notePlace: `${site}note-place/`,
  help: `${site}help/`,
  read: `${site}read/`,
  scope: `${site}scope/`,
  singleKeys: `${site}single-keys`,
};

/**
 * What the scripts of the theme use: names of Material's, each behind the path of the site. They are no
 * modules and import nothing, so a test compares them with this list.
 */
export const themeKeys = ["__palette"];

/** Returns the key without the name of the site. */
export function withinSite(key: string): string {
  return key.slice(site.length);
}

/** Returns all keys that begin with this. */
export function keysOf(storage: KeyValueStorage, begin: string): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.filter((key) => key.startsWith(begin));
}

/** Returns the browser's storage, or one that refuses when the browser's settings forbid it or have none. */
export function openStorage(): KeyValueStorage {
  try {
    return window.localStorage ?? refusingStorage;
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
