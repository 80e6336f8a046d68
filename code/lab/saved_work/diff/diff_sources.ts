// The versions that the learner's code can be compared with: the starter, the solution once it was opened,
// code that came with a link, and the learner's code of earlier exercises; for a demonstration, what the page
// shows before it.

import { pagesOfSite, pathOfPage } from "../../shared/site_map.ts";
import { exerciseOf } from "../../storage/exercise_of_page.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { WorkStorage } from "../../storage/work_storage.ts";
import { diffWords as texts } from "./texts.ts";

/**
 * Returns the versions by the names that the reader chooses; the solution is null before the reader has
 * opened it, and the shared code unless some came with a link.
 */
export function diffSources(
  starter: string,
  solution: string | null,
  shared: string | null,
  storage: KeyValueStorage,
): Map<string, string> {
  const versions = new Map([[texts.starter, starter]]);
  if (solution !== null) versions.set(texts.solution, solution);
  if (shared !== null) versions.set(texts.shared, shared);
  for (const [page, code] of codeOfEarlierExercises(storage)) versions.set(texts.of(page), code);
  return versions;
}

/** The same for a demonstration; the code before it is null for the first one of a page. */
export function demonstrationSources(
  codeBefore: string | null,
  given: string,
  shared: string | null,
): Map<string, string> {
  const versions = new Map<string, string>();
  if (codeBefore !== null) versions.set(texts.codeBefore, codeBefore);
  versions.set(texts.given, given);
  if (shared !== null) versions.set(texts.shared, shared);
  return versions;
}

/** The code by the title of its page, that of the nearest exercise first. */
function codeOfEarlierExercises(storage: KeyValueStorage): [string, string][] {
  const pages = pagesOfSite();
  const here = pages.findIndex(({ path }) => path === pathOfPage());
  return pages
    .slice(0, Math.max(0, here))
    .reverse()
    .flatMap(({ path, title }): [string, string][] => {
      const exercise = exerciseOf(storage, path);
      if (exercise === null) return [];
      const { name, starter_hash } = exercise;
      const text = new WorkStorage(storage, name, starter_hash, "").peek()?.text;
      return text === undefined ? [] : [[title, text]];
    });
}
