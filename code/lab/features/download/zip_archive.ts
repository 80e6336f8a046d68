// The archive for downloads: each exercise in a folder with the reader's code, and beside them the
// library and what pytest needs. It is loaded when a download is asked for.

import { strToU8, type Zippable, zipSync } from "fflate";
import { dictionaryOf, listOf, object, type Reader, text } from "../../protocol/reader.ts";

/** An exercise with all of its files. */
export interface DownloadedExercise {
  name: string;
  /** The file that the reader edits. */
  file: string;
  starter_hash: string;
  files: Record<string, string>;
}

/** All exercises, as site_build/download_archive/assemble.py writes them. */
export interface CourseFiles {
  common: Record<string, string>;
  exercises: DownloadedExercise[];
}

/** Reads what the site has of all exercises. */
export const readCourseFiles: Reader<CourseFiles> = object({
  common: dictionaryOf(text),
  exercises: listOf(
    object<DownloadedExercise>({
      name: text,
      file: text,
      starter_hash: text,
      files: dictionaryOf(text),
    }),
  ),
});

/** Makes the archive; `yours` gives the reader's code for an exercise, or null for the starter. */
export function makeArchive(
  { common, exercises }: CourseFiles,
  yours: (exercise: DownloadedExercise) => string | null,
  extra: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const files: Record<string, string> = { ...common, ...extra };
  for (const exercise of exercises) {
    const folder = `exercises/${exercise.name}`;
    for (const [name, source] of Object.entries(exercise.files))
      files[`${folder}/${name}`] = name === exercise.file ? (yours(exercise) ?? source) : source;
  }
  const packed: Zippable = {};
  for (const [path, text] of Object.entries(files)) packed[path] = strToU8(text);
  return zipSync(packed) as Uint8Array<ArrayBuffer>;
}
