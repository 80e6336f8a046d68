// The archive that a reader takes home: exercises in folders of their own, each with the reader's code, and
// beside them the library and what pytest needs. Loaded when a download is asked for.

import { strToU8, type Zippable, zipSync } from "fflate";

export interface DownloadedExercise {
  name: string;
  /** The file that the reader edits. */
  file: string;
  starter_hash: string;
  files: Record<string, string>;
}

/** What site_build/download_archive/assemble.py puts together. */
export interface CourseFiles {
  common: Record<string, string>;
  exercises: DownloadedExercise[];
}

/** Makes the archive; `yours` gives the reader's code for an exercise, or null for the starter. */
export function archive(
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
