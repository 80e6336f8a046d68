// The archive for downloads: each exercise in a folder with the reader's code, and beside them the
// library and what pytest needs. It is loaded when a download is asked for.

import { strToU8, type Zippable, zipSync } from "fflate";
import { dictionaryOf, listOf, object, type Reader, text } from "../../protocol/reader.ts";

/** An exercise, or a design, with all of its files. */
export interface DownloadedExercise {
  name: string;
  /** The file that the reader edits. */
  file: string;
  starter_hash: string;
  files: Record<string, string>;
}

/** All exercises and designs, as site_build/download_archive/assemble.py writes them. */
export interface CourseFiles {
  common: Record<string, string>;
  /** What makes a project of an exercise, which runs on a real store. */
  project: Record<string, string>;
  exercises: DownloadedExercise[];
  designs: DownloadedExercise[];
}

const readExercises: Reader<DownloadedExercise[]> = listOf(
  object<DownloadedExercise>({
    name: text,
    file: text,
    starter_hash: text,
    files: dictionaryOf(text),
  }),
);

/** Reads what the site has of all exercises. */
export const readCourseFiles: Reader<CourseFiles> = object({
  common: dictionaryOf(text),
  project: dictionaryOf(text),
  exercises: readExercises,
  designs: readExercises,
});

/** Makes the archive of a project; `course` has one exercise, and `yours` is the reader's code. */
export function makeProject(course: CourseFiles, yours: string): Uint8Array<ArrayBuffer> {
  return makeArchive(course, () => yours, course.project);
}

/** Makes the archive; `yours` gives the reader's code for an exercise, or null for the starter. */
export function makeArchive(
  { common, exercises, designs }: CourseFiles,
  yours: (exercise: DownloadedExercise) => string | null,
  extra: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const files: Record<string, string> = { ...common, ...extra };
  for (const exercise of exercises) {
    const folder = `exercises/${exercise.name}`;
    for (const [name, source] of Object.entries(exercise.files))
      files[`${folder}/${name}`] = name === exercise.file ? (yours(exercise) ?? source) : source;
  }
  for (const design of designs) {
    const folder = `designs/${design.file.replace(/\.py$/, "")}`;
    for (const [name, source] of Object.entries(design.files)) {
      const code = name === design.file ? (yours(design) ?? source) : source;
      for (const [part, content] of Object.entries(filesIn(code, name)))
        files[`${folder}/${part}`] = content;
    }
  }
  const packed: Zippable = {};
  for (const [path, text] of Object.entries(files)) packed[path] = strToU8(text);
  return zipSync(packed) as Uint8Array<ArrayBuffer>;
}

/**
 * Returns the files of a design by name: in its text, a line such as `# file: bank.py` begins the next one.
 * The library splits it as well (design/several_files.py), and says what is wrong with a name.
 */
export function filesIn(source: string, file: string): Record<string, string> {
  const [first = "", ...rest] = source.split(/^# *file: *(\w+\.py) *$/m);
  const files: Record<string, string> = { [file]: first };
  for (let at = 0; at < rest.length; at += 2)
    files[rest[at] ?? ""] = (rest[at + 1] ?? "").replace(/^\n+/, "");
  return files;
}
