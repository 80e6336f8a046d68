// Exports all of the reader's work as one object, and imports it: by time, and where both have something
// else, both are kept.

import { fromJson, type Reader } from "../../protocol/reader.ts";
import {
  type CheckResult,
  keepResult,
  lastResult,
  passedIn,
  readResult,
} from "../../storage/check_results.ts";
import { type KeyValueStorage, keyPrefixes, keysOf } from "../../storage/key_value.ts";
import { placeOfNote, savePlace } from "../../storage/notes.ts";
import { allOpenedHints, keepOpenedHints } from "../../storage/opened_hints.ts";
import { keepRead, readPages } from "../../storage/read_pages.ts";
import { StagedStorage } from "../../storage/staged_storage.ts";
import { type EarlierVersion, readEarlierVersion, readVersion } from "../../storage/versions.ts";
import { WorkStorage } from "../../storage/work_storage.ts";
import { type Backup, format } from "./backup_schema.ts";

/** Returns all that the browser has of the reader's work. */
export function exportBackup(storage: KeyValueStorage): Backup {
  const { work, earlier, checked, notePlace, damaged } = keyPrefixes;
  return {
    format,
    version: 1,
    work: readable(storage, work, readVersion).map(({ rest, value }) => {
      const [name = "", starter_hash = ""] = rest.split("/");
      return { name, starter_hash, ...value };
    }),
    earlier: readable(storage, earlier, readEarlierVersion).map(({ rest, value }) => {
      const [name = ""] = rest.split("/");
      return { name, ...value };
    }),
    checked: readable(storage, checked, readResult).map(({ rest, value }) => ({
      name: rest,
      ...value,
    })),
    places: entries(storage, notePlace).map(({ rest: name }) => ({
      name,
      ...placeOfNote(storage, name),
    })),
    read: readPages(storage),
    help: allOpenedHints(storage),
    damaged: entries(storage, damaged).map(({ rest, text }) => ({ key: rest, text })),
  };
}

/**
 * Imports a backup and returns its number of texts. It is imported as a whole: when the browser has no room for
 * all of it, nothing of it stays, and this throws.
 */
export function importBackup(browser: KeyValueStorage, file: Backup): number {
  const storage = new StagedStorage(browser);
  const aside = new Map<string, EarlierVersion[]>();
  const putAside = (name: string, version: EarlierVersion): void => {
    const versions = aside.get(name);
    if (versions === undefined) aside.set(name, [version]);
    else versions.push(version);
  };
  for (const { name, ...version } of file.earlier) putAside(name, version);
  for (const { name, starter_hash, ...version } of file.work) {
    const work = workOn(storage, name, starter_hash);
    const here = work.read();
    if (here !== null && here.text !== version.text) {
      const older = here.at < version.at ? here : version;
      putAside(name, { ...older, why: older === here ? "taken" : "imported" });
    }
    if (here === null || here.at < version.at) work.save(version);
  }
  for (const [name, versions] of aside) workOn(storage, name).putAllAside(versions);
  importTheRest(storage, file);
  storage.commit();
  return file.work.length + file.earlier.length;
}

function importTheRest(storage: KeyValueStorage, file: Backup): void {
  for (const { name, ...place } of file.places) savePlace(storage, name, place);
  for (const { name, ...result } of file.checked) importResult(storage, name, result);
  for (const page of file.read) keepRead(storage, page);
  for (const { name, ...opened } of file.help) keepOpenedHints(storage, name, opened);
}

/** The newer result counts, and that all checks have held once, on whichever side it was. */
function importResult(storage: KeyValueStorage, name: string, result: CheckResult): void {
  const here = lastResult(storage, name);
  if (here === null || here.at < result.at) keepResult(storage, name, result);
  else if (here.starter_hash === result.starter_hash && passedIn(result) > passedIn(here))
    keepResult(storage, name, { ...here, passed: passedIn(result) });
}

interface Entry {
  /** The key, without its prefix. */
  rest: string;
  text: string;
}

function entries(storage: KeyValueStorage, begin: string): Entry[] {
  return keysOf(storage, begin)
    .sort()
    .map((key) => ({ rest: key.slice(begin.length), text: storage.getItem(key) ?? "" }));
}

function readable<Value>(
  storage: KeyValueStorage,
  begin: string,
  read: Reader<Value>,
): { rest: string; value: Value }[] {
  return entries(storage, begin).flatMap(({ rest, text }) => {
    const value = fromJson(text, read);
    return value === null ? [] : [{ rest, value }];
  });
}

function workOn(storage: KeyValueStorage, name: string, starterHash = "text"): WorkStorage {
  return new WorkStorage(storage, name, starterHash, "");
}
