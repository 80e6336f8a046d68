// The versions of a text that can be brought back. What was checked or put aside is never dropped; of what
// was only typed, the last hours are kept closely and the days before by one version each.

import type { SavedReason } from "../protocol/page_data.ts";

export interface Version {
  text: string;
  at: number;
}

export interface EarlierVersion extends Version {
  why: SavedReason;
}

const hour = 3_600_000;
const closelyKept = 10;
const mostTyped = 30;

/** The versions with this one among them, newest first, each text once. */
export function withVersion(kept: EarlierVersion[], version: EarlierVersion): EarlierVersion[] {
  const same = kept.find((other) => other.text === version.text);
  const others = kept.filter((other) => other !== same);
  const why = version.why === "typed" && same !== undefined ? same.why : version.why;
  const at = Math.max(version.at, same?.at ?? 0);
  return thinned([{ ...version, why, at }, ...others].sort((a, b) => b.at - a.at));
}

export function isVersion(value: unknown): value is Version {
  const { text, at } = (value ?? {}) as Partial<Record<keyof Version, unknown>>;
  return typeof text === "string" && typeof at === "number" && Number.isFinite(at);
}

export function isEarlierVersion(value: unknown): value is EarlierVersion {
  return isVersion(value) && "why" in value;
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
