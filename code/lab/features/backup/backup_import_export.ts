// Takes everything out of the browser's storage, and brings a file with everything in: by time, and where
// both have something else, both are kept.

import {
  type CheckResult,
  isResult,
  keepResult,
  lastResult,
  resultFields,
} from "../../storage/check_results.ts";
import { placeOfNote, placesPrefix, savePlace } from "../../storage/notes.ts";
import { allOpenedHints, keepOpenedHints } from "../../storage/opened_hints.ts";
import { readPages, readPrefix } from "../../storage/read_pages.ts";
import { isEarlierVersion, isVersion } from "../../storage/versions.ts";
import {
  damagedPrefix,
  earlierPrefix,
  type KeyValueStorage,
  keysOf,
  WorkStorage,
  workPrefix,
} from "../../storage/work_storage.ts";
import { type Backup, format } from "./backup_schema.ts";

const checkedPrefix = "consistent-messaging/checked/";

export function exportBackup(storage: KeyValueStorage): Backup {
  const found = (begin: string): { rest: string; value: unknown; text: string }[] =>
    keysOf(storage, begin)
      .sort()
      .map((key) => {
        const text = storage.getItem(key) ?? "";
        return { rest: key.slice(begin.length), value: parsed(text), text };
      });
  return {
    format,
    version: 1,
    work: found(workPrefix).flatMap(({ rest, value }) => {
      const [name = "", starter_hash = ""] = rest.split("/");
      return isVersion(value) ? [{ name, starter_hash, text: value.text, at: value.at }] : [];
    }),
    earlier: found(earlierPrefix).flatMap(({ rest, value }) => {
      const [name = ""] = rest.split("/");
      return isEarlierVersion(value) ? [{ name, ...value }] : [];
    }),
    checked: found(checkedPrefix).flatMap(({ rest, value }) =>
      isResult(value) ? [{ name: rest, ...resultFields(value) }] : [],
    ),
    places: found(placesPrefix).map(({ rest }) => ({ name: rest, ...placeOfNote(storage, rest) })),
    read: readPages(storage),
    help: allOpenedHints(storage),
    damaged: found(damagedPrefix).map(({ rest, text }) => ({ key: rest, text })),
  };
}

/** Returns how many entries were brought in; throws when the browser has no room. */
export function importBackup(storage: KeyValueStorage, file: Backup): number {
  // Earlier versions come first: whatever is replaced after that was put aside.
  for (const { name, ...version } of file.earlier) workOn(storage, name).putAside(version);
  for (const { name, starter_hash, ...version } of file.work) {
    const work = workOn(storage, name, starter_hash);
    const here = work.read();
    if (here !== null && here.text !== version.text) {
      const older = here.at < version.at ? here : version;
      work.putAside({ ...older, why: older === here ? "taken" : "imported" });
    }
    if (here === null || here.at < version.at) work.save(version);
  }
  for (const { name, ...place } of file.places) savePlace(storage, name, place);
  for (const { name, ...result } of file.checked)
    if ((lastResult(storage, name)?.at ?? 0) < result.at)
      keepResult(storage, name, result as CheckResult);
  for (const { path, at } of file.read) storage.setItem(readPrefix + path, String(at));
  for (const { name, ...opened } of file.help) keepOpenedHints(storage, name, opened);
  return file.work.length + file.earlier.length;
}

function workOn(storage: KeyValueStorage, name: string, starterHash = "text"): WorkStorage {
  return new WorkStorage(storage, name, starterHash, "");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
