// The versions that the learner's code can be compared with: the starter, the solution once it was opened,
// code that came with a link, and the learner's code of earlier exercises.

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

/** The same for an idea: the one before it on the page, and this one as it was given. */
export function ideasBefore(given: string, before: string | null): Map<string, string> {
  const versions = new Map([[texts.given, given]]);
  return before === null ? versions : new Map([[texts.ideaBefore, before], ...versions]);
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
