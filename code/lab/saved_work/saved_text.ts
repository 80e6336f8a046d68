// A text that is saved: it is loaded, saved after each edit, and restored from earlier versions. Notices say
// when the browser refuses, when another tab saved, and when the exercise changed.

import type { CheckedRow } from "../protocol/messages.ts";
import { button, element } from "../shared/dom.ts";
import type { EditableText } from "../shared/editable_text.ts";
import { saveFile } from "../shared/save_file.ts";
import { Autosave, saveAllEdits } from "../storage/autosave.ts";
import { announceResult, resultOf, savedEvent } from "../storage/check_results.ts";
import { askToPersist } from "../storage/persistent_storage.ts";
import type { SavedReason, Version } from "../storage/versions.ts";
import type { WorkStorage } from "../storage/work_storage.ts";
import type { NoticeAction, Notices } from "../ui/notices.ts";
import { savingWords } from "./texts.ts";
import { VersionList } from "./version_list.ts";

const keepTypedAfterMilliseconds = 120_000;

/** Asks a reader who leaves the site while something is not saved; it is set once that happens. */
function askBeforeLosing(leaving: BeforeUnloadEvent): void {
  if (saveAllEdits()) window.removeEventListener("beforeunload", askBeforeLosing);
  else leaving.preventDefault();
}

/** The text of one editor. */
export class SavedText {
  readonly savedAt = element("span", { class: "lab-saved" });
  readonly resetButton = button(savingWords.reset, () => this.resetOrUndo(), { look: "lab-quiet" });
  readonly versionList = new VersionList({
    now: () => this.text,
    restore: (version) => this.restore(version),
  });
  readonly initialText: string;
  private readonly autosave: Autosave;
  private readonly leave = new AbortController();
  private edited: EditableText | null = null;
  private beforeReset: string | null = null;
  private replacing = false;
  /** The text as it was before the edit that is reported, and when a version was last kept. */
  private typed: string;
  private keptAt: number;

  constructor(
    private readonly work: WorkStorage,
    private readonly notices: Notices,
    private readonly fileName: string,
  ) {
    this.autosave = new Autosave(work, {
      saved: (at) => this.showSaved(at),
      refused: () => this.showRefused(),
      changedElsewhere: (version) => this.showChangedElsewhere(version),
    });
    const saved = work.read();
    this.initialText = this.autosave.refusedBefore ?? saved?.text ?? work.starter;
    this.typed = this.initialText;
    if (saved !== null) this.savedAt.textContent = savingWords.saved(saved.at);
    else this.showOldExercise();
    this.keptAt = saved?.at ?? 0;
    this.refreshVersions();
    if (work.foundDamage)
      this.notices.show("damaged", savingWords.damaged, [this.dismissal("damaged")]);
  }

  /** Connects the text with its editor. */
  attach(edited: EditableText): void {
    this.edited = edited;
    if (this.autosave.refusedBefore !== null) this.autosave.flush();
    const { signal } = this.leave;
    const look = (): void => this.autosave.look(this.text);
    window.addEventListener("pagehide", () => this.autosave.flush(), { signal });
    window.addEventListener("focus", look, { signal });
    window.addEventListener("pageshow", look, { signal });
    document.addEventListener(
      "visibilitychange",
      () => (document.visibilityState === "hidden" ? this.autosave.flush() : look()),
      { signal },
    );
    window.addEventListener(
      "storage",
      (event) => {
        if (event.key === null || event.key === this.work.workKey) look();
      },
      { signal },
    );
  }

  /** Saves what was typed. */
  changed(text: string): void {
    askToPersist();
    if (!this.replacing) {
      this.offerReset();
      this.keepTyped();
    }
    this.typed = text;
    this.autosave.edit(text);
  }

  /** Saves the result of a check, and the code that was checked. */
  checked(code: string, rows: CheckedRow[]): void {
    this.putAside("checked", code);
    if (rows.length === 0) return;
    const { name, starterHash } = this.work;
    const result = { ...resultOf(rows), starter_hash: starterHash, code, at: Date.now() };
    try {
      this.work.keepResult(result);
    } catch {
      this.showRefused();
    }
    announceResult(name, result);
  }

  dispose(): void {
    this.autosave.end();
    this.leave.abort();
  }

  get text(): string {
    return this.edited?.read() ?? this.initialText;
  }

  private resetOrUndo(): void {
    if (this.beforeReset !== null) {
      this.replace(this.beforeReset);
      this.offerReset();
      return;
    }
    const before = this.text;
    if (before === this.work.starter) return;
    this.putAside("reset");
    this.replace(this.work.starter);
    this.beforeReset = before;
    this.resetButton.textContent = savingWords.undoReset;
  }

  private offerReset(): void {
    this.beforeReset = null;
    this.resetButton.textContent = savingWords.reset;
  }

  private replace(text: string): void {
    if (this.edited === null) return;
    this.replacing = true;
    this.edited.replace(text);
    this.replacing = false;
    this.autosave.flush();
  }

  /** Replaces the learner's text, which is put aside. */
  take(text: string): void {
    this.putAside("taken");
    this.replace(text);
    this.offerReset();
  }

  private restore(version: Version): void {
    this.take(version.text);
    this.notices.clear("old exercise");
  }

  // Now and then, as it was before the edit that begins, so that each stretch of typing can be undone.
  private keepTyped(): void {
    const now = Date.now();
    if (now - this.keptAt < keepTypedAfterMilliseconds) return;
    this.keptAt = now;
    this.putAside("typed", this.typed);
  }

  private putAside(why: SavedReason, text = this.text): void {
    try {
      this.work.putAside({ text, at: Date.now(), why });
    } catch {
      this.showRefused(); // the editor's undo still has it
    }
    this.refreshVersions();
  }

  private showSaved(at: number): void {
    this.savedAt.textContent = savingWords.saved(at);
    document.dispatchEvent(new Event(savedEvent));
    this.notices.clear("refused");
    this.notices.clear("other tab");
    this.refreshVersions();
  }

  private showRefused(): void {
    window.addEventListener("beforeunload", askBeforeLosing);
    this.savedAt.textContent = savingWords.unsaved;
    this.notices.show("refused", savingWords.refused, [
      { label: savingWords.download, go: () => saveFile(this.fileName, this.text, "text/plain") },
    ]);
  }

  private showChangedElsewhere(version: Version): void {
    this.notices.show("other tab", savingWords.otherTab(version.at), [
      {
        label: savingWords.takeOther,
        go: () => {
          this.putAside("taken");
          this.autosave.take(version);
          this.replace(version.text);
          this.notices.clear("other tab");
        },
      },
      { label: savingWords.keepMine, go: () => this.autosave.keep(this.text) },
    ]);
  }

  private showOldExercise(): void {
    const newest = this.work.onOldStarters()[0];
    if (newest === undefined) return;
    this.notices.show("old exercise", savingWords.exerciseChanged, [
      { label: savingWords.takeOldWork, go: () => this.restore(newest) },
      this.dismissal("old exercise"),
    ]);
  }

  private refreshVersions(): void {
    this.versionList.show(this.work.earlier());
  }

  private dismissal(notice: string): NoticeAction {
    return { label: savingWords.later, go: () => this.notices.clear(notice) };
  }
}
