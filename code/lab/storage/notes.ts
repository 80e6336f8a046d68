// Where each note was written: its page, the heading above it, its place on the page. Kept beside the
// note when it is written, so that notes can be gathered even if their page has moved since.

import type { KeyValueStorage } from "./work_storage.ts";
import { WorkStorage } from "./work_storage.ts";

export interface NotePlace {
  path: string;
  title: string;
  heading: string;
  /** Counts the notes of a page from its beginning. */
  index: number;
}

export interface Note extends NotePlace {
  name: string;
  text: string;
  at: number;
}

export const placesPrefix = "consistent-messaging/note-place/";

/** A note is kept as work is: on an empty starter, which never changes. */
export function workOfNote(storage: KeyValueStorage, name: string): WorkStorage {
  // No exercise's name has a dot, so a note never takes the place of an exercise's work.
  return new WorkStorage(storage, `notes.${name}`, "text", "");
}

/** Throws when the browser refuses. */
export function savePlace(storage: KeyValueStorage, name: string, place: NotePlace): void {
  const value = JSON.stringify(place);
  if (storage.getItem(placesPrefix + name) !== value) storage.setItem(placesPrefix + name, value);
}

/** All notes that hold text, by the order of these paths, then by their place on the page. */
export function gatherNotes(storage: KeyValueStorage, paths: string[]): Note[] {
  const order = (note: Note): number => {
    const index = paths.indexOf(note.path);
    return index === -1 ? paths.length : index;
  };
  return namesOfNotes(storage)
    .map((name) => readNote(storage, name))
    .filter((note) => note !== null)
    .sort(
      (one, other) =>
        order(one) - order(other) || one.path.localeCompare(other.path) || one.index - other.index,
    );
}

function namesOfNotes(storage: KeyValueStorage): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys
    .filter((key) => key.startsWith(placesPrefix))
    .map((key) => key.slice(placesPrefix.length));
}

function readNote(storage: KeyValueStorage, name: string): Note | null {
  const version = workOfNote(storage, name).read();
  if (version === null || version.text.trim() === "") return null;
  return { name, ...version, ...placeOfNote(storage, name) };
}

export function placeOfNote(storage: KeyValueStorage, name: string): NotePlace {
  let found: Partial<Record<keyof NotePlace, unknown>> = {};
  try {
    found = JSON.parse(storage.getItem(placesPrefix + name) ?? "{}") ?? {};
  } catch {
    // The note is shown all the same, at the end and without its page.
  }
  const word = (value: unknown): string => (typeof value === "string" ? value : "");
  return {
    path: word(found.path),
    title: word(found.title),
    heading: word(found.heading),
    index: typeof found.index === "number" ? found.index : 0,
  };
}
