// The notes of the reader, and where each was written: its page, the heading above it, its position on the
// page. That is saved with the note, so that notes can be listed even if their page has moved.

import { type KeyValueStorage, keyPrefixes, keysOf } from "./key_value.ts";
import { WorkStorage } from "./work_storage.ts";

/** Where a note was written. */
export interface NotePlace {
  path: string;
  title: string;
  heading: string;
  /** Counts the notes of a page from its beginning. */
  index: number;
}

/** A note with its text. */
export interface Note extends NotePlace {
  name: string;
  text: string;
  at: number;
}

/** Returns the storage of a note: it is saved as work is, on an empty starter that never changes. */
export function workOfNote(storage: KeyValueStorage, name: string): WorkStorage {
  // No exercise's name has a dot, so a note never takes the place of an exercise's work.
  return new WorkStorage(storage, `notes.${name}`, "text", "");
}

/** Saves where a note was written; throws when the browser refuses. */
export function savePlace(storage: KeyValueStorage, name: string, place: NotePlace): void {
  const key = keyPrefixes.notePlace + name;
  const value = JSON.stringify(place);
  if (storage.getItem(key) !== value) storage.setItem(key, value);
}

/** Returns the notes that have a text: in the order of these paths, then by their position on the page. */
export function gatherNotes(storage: KeyValueStorage, paths: string[]): Note[] {
  const order = (note: Note): number => {
    const index = paths.indexOf(note.path);
    return index === -1 ? paths.length : index;
  };
  return keysOf(storage, keyPrefixes.notePlace)
    .map((key) => readNote(storage, key.slice(keyPrefixes.notePlace.length)))
    .filter((note) => note !== null)
    .sort(
      (one, other) =>
        order(one) - order(other) || one.path.localeCompare(other.path) || one.index - other.index,
    );
}

function readNote(storage: KeyValueStorage, name: string): Note | null {
  const version = workOfNote(storage, name).read();
  if (version === null || version.text.trim() === "") return null;
  return { name, ...version, ...placeOfNote(storage, name) };
}

/** Returns where a note was written, as far as it is known. */
export function placeOfNote(storage: KeyValueStorage, name: string): NotePlace {
  let found: Partial<Record<keyof NotePlace, unknown>> = {};
  try {
    found = JSON.parse(storage.getItem(keyPrefixes.notePlace + name) ?? "{}") ?? {};
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
