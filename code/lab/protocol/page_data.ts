// The data of an editor, as the page's HTML carries it: JSON in a template beside the readable code.

import { flag, listOf, object, oneOf, type Reader, text } from "./reader.ts";

const roles = ["yours", "given", "library", "checks", "shared"] as const;

/** What a file is to the learner; only the one that is theirs can be edited. */
export type Role = (typeof roles)[number];

/** One file of an exercise. */
export interface CourseFile {
  name: string;
  source: string;
  role: Role;
}

/** One editor of a page: an exercise, an idea that the checker answers, code that can be run, or a design. */
export interface LabData {
  kind: "exercise" | "demonstration" | "snippet" | "design";
  name: string;
  file: string;
  starter_hash: string;
  /** Whether its code can run on PostgreSQL, too. */
  postgresql: boolean;
  files: CourseFile[];
}

const readData: Reader<LabData> = object({
  kind: oneOf(["exercise", "demonstration", "snippet", "design"]),
  name: text,
  file: text,
  starter_hash: text,
  postgresql: flag,
  files: listOf(object<CourseFile>({ name: text, source: text, role: oneOf(roles) })),
});

/** Reads the data beside the code; throws when the page was built without it. */
export function readLabData(lab: HTMLElement): LabData {
  const { name } = lab.dataset;
  const json = lab.querySelector<HTMLTemplateElement>("template.cm-data")?.content.textContent;
  if (!json) throw new Error(`The editor of ${name} has no data: build the site again.`);
  return readData(JSON.parse(json), `the data of ${name}`);
}

/** Returns what the learner's file contains before it is edited. */
export function starterOf(data: LabData): string {
  return data.files.find((file) => file.role === "yours")?.source ?? "";
}

/** Returns the files for Python, with the learner's text; the library is installed there already. */
export function filesToRun(data: LabData, yours: string): Record<string, string> {
  const written = data.files.filter((file) => file.role !== "library");
  return Object.fromEntries(
    written.map((file) => [file.name, file.role === "yours" ? yours : file.source]),
  );
}
