// The versions of a text that can be restored. What was checked or put aside is never dropped; of what was
// only typed, the last hours are kept closely and the days before by one version each.

import { number, object, oneOf, type Reader, text } from "../protocol/reader.ts";

/** Every reason for which a version was put aside. */
export const savedReasons = [
  "typed",
  "checked",
  "imported",
  "reset",
  "taken",
  "other_tab",
  "old_exercise",
] as const;

/** Why a version was put aside. */
export type SavedReason = (typeof savedReasons)[number];

/** A text, and when it was written. */
export interface Version {
  text: string;
  at: number;
}

/** A version that was put aside. */
export interface EarlierVersion extends Version {
  why: SavedReason;
}

/** Reads a saved version. */
export const readVersion: Reader<Version> = object({ text, at: number });

/** Reads a saved version that was put aside. */
export const readEarlierVersion: Reader<EarlierVersion> = object({
  text,
  at: number,
  why: oneOf(savedReasons),
});

const hour = 3_600_000;
const closelyKept = 10;
const mostTyped = 30;

/** Returns the versions with these among them, newest first, each text once. */
export function withVersions(kept: EarlierVersion[], added: EarlierVersion[]): EarlierVersion[] {
  const byText = new Map<string, EarlierVersion>();
  for (const version of [...kept, ...added]) {
    const same = byText.get(version.text);
    byText.set(version.text, same === undefined ? version : merged(same, version));
  }
  return thinned([...byText.values()].sort((a, b) => b.at - a.at));
}

function merged(same: EarlierVersion, version: EarlierVersion): EarlierVersion {
  const why = version.why === "typed" ? same.why : version.why;
  return { ...version, why, at: Math.max(version.at, same.at) };
}

function thinned(newestFirst: EarlierVersion[]): EarlierVersion[] {
  const latest = newestFirst[0]?.at ?? 0;
  const taken = new Set<string>();
  let typed = 0;
  return newestFirst.filter(({ why, at }) => {
    if (why !== "typed") return true;
    typed += 1;
    if (typed <= closelyKept) return true;
    const unit = latest - at < 24 * hour ? hour : 24 * hour;
    const slot = `${unit} ${Math.floor(at / unit)}`;
    if (taken.has(slot) || taken.size >= mostTyped - closelyKept) return false;
    taken.add(slot);
    return true;
  });
}
