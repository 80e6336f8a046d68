// The drawer for downloads: this exercise, or the whole course with all of the reader's work, as an archive
// that runs with pytest; or this exercise as a project, which runs on a real store. What goes into the archive
// is loaded when it is asked for.

import type { LabData } from "../../protocol/page_data.ts";
import type { SavedText } from "../../saved_work/saved_text.ts";
import { courseVersion } from "../../shared/build_constants.ts";
import { button, element } from "../../shared/dom.ts";
import { lazyImport } from "../../shared/lazy_import.ts";
import { saveFile } from "../../shared/save_file.ts";
import { pagesOfSite } from "../../shared/site_map.ts";
import { saveAllEdits } from "../../storage/autosave.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { WorkStorage } from "../../storage/work_storage.ts";
import { Drawer } from "../../ui/drawer.ts";
import type { Notices } from "../../ui/notices.ts";
import { makeBackupButtons } from "../backup/backup_buttons.ts";
import { downloadWords } from "./texts.ts";
import type { DownloadedExercise } from "./zip_archive.ts";

/** The drawer of one editor. */
export class DownloadDrawer {
  readonly drawer = new Drawer(downloadWords.download);

  constructor(
    private readonly storage: KeyValueStorage,
    private readonly data: LabData,
    private readonly savedText: SavedText,
    private readonly notices: Notices,
  ) {
    const choice = element(
      "div",
      { class: "lab-download" },
      element("span", {}, downloadWords.sentence),
      button(
        data.kind === "design" ? downloadWords.design : downloadWords.one,
        () => void this.make("one"),
      ),
      button(downloadWords.all, () => void this.make("all")),
    );
    if (data.kind === "exercise") choice.append(...this.projectChoice());
    this.drawer.root.append(choice, makeBackupButtons(storage, notices));
  }

  private projectChoice(): Node[] {
    return [
      element("span", {}, downloadWords.projectSentence),
      button(downloadWords.project, () => void this.make("project")),
    ];
  }

  private async make(what: "one" | "project" | "all"): Promise<void> {
    saveAllEdits();
    try {
      const [answer, { makeArchive, makeProject, readCourseFiles }] = await Promise.all([
        fetchCourse(),
        lazyImport(() => import("./zip_archive.ts")),
      ]);
      const course = readCourseFiles(answer, "the course");
      const yours = (exercise: DownloadedExercise): string | null => this.codeOf(exercise);
      const { name } = this.data;
      const wanted = (each: DownloadedExercise): boolean => what === "all" || each.name === name;
      const exercises = course.exercises.filter(wanted);
      const designs = course.designs.filter(wanted);
      const extra = what === "all" ? await this.notes() : {};
      const file = { one: name, project: `${name}_project`, all: "consistent-messaging" }[what];
      const chosen = { ...course, exercises, designs };
      const packed =
        what === "project"
          ? makeProject(chosen, this.savedText.text)
          : makeArchive(chosen, yours, extra);
      saveFile(`${file}.zip`, packed, "application/zip");
      this.notices.clear("download");
    } catch {
      await this.notices.showMissing("download", downloadWords.failed);
    }
  }

  private codeOf({ name, starter_hash }: DownloadedExercise): string | null {
    if (name === this.data.name) return this.savedText.text;
    return new WorkStorage(this.storage, name, starter_hash, "").peek()?.text ?? null;
  }

  private async notes(): Promise<Record<string, string>> {
    const { asMarkdown } = await lazyImport(() => import("../notes/notes_summary.ts"));
    const { gatherNotes } = await lazyImport(() => import("../../storage/notes.ts"));
    const notes = gatherNotes(
      this.storage,
      pagesOfSite().map((page) => page.path),
    );
    return notes.length === 0 ? {} : { "notes.md": asMarkdown(notes) };
  }
}

async function fetchCourse(): Promise<unknown> {
  const address = new URL(`../course/${courseVersion}.json`, import.meta.url);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: ${answer.status}`);
  return answer.json();
}
