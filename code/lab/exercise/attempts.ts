// Whether the reader has tried: a check of code that does more, or less, than the starter.

import type { EarlierVersion } from "../storage/versions.ts";

export function hasTried(versions: EarlierVersion[], starter: string): boolean {
  const given = essence(starter);
  return versions.some(({ why, text }) => why === "checked" && essence(text) !== given);
}

/** Code without its comments and spaces: what is left of it when nothing was really changed. */
function essence(code: string): string {
  return code.replace(/#.*$/gm, "").replace(/\s+/g, "");
}
