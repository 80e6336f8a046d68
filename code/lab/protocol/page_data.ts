// What a page hands to its lab, as the JSON beside the readable code.

export type Role = "yours" | "given" | "library" | "checks" | "shared";

export interface CourseFile {
  name: string;
  source: string;
  role: Role;
}

export interface LabData {
  kind: "exercise" | "demonstration" | "snippet";
  name: string;
  file: string;
  starter_hash: string;
  files: CourseFile[];
}

/** Why a version was put aside. */
export type SavedReason =
  | "typed"
  | "checked"
  | "imported"
  | "reset"
  | "taken"
  | "other_tab"
  | "old_exercise";

export function readLabData(lab: HTMLElement): LabData {
  const json = lab.querySelector<HTMLTemplateElement>("template.cm-data")?.content.textContent;
  if (!json) throw new Error(`The lab ${lab.dataset.name} has no data: build the site again.`);
  return JSON.parse(json) as LabData;
}

export function starterOf(data: LabData): string {
  return data.files.find((file) => file.role === "yours")?.source ?? "";
}

/** The files that Python gets: the library is installed there already. */
export function filesToRun(data: LabData, yours: string): Record<string, string> {
  const written = data.files.filter((file) => file.role !== "library");
  return Object.fromEntries(
    written.map((file) => [file.name, file.role === "yours" ? yours : file.source]),
  );
}
