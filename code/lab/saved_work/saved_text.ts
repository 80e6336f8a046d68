// Keeps the learner's text: loads it, saves each edit, and brings back what was put aside. Says so when
// the browser refuses, when another tab saved, and when the exercise changed.

import type { CheckedRow } from "../protocol/messages.ts";
import type { SavedReason } from "../protocol/page_data.ts";
import { button, element } from "../shared/dom.ts";
import type { EditableText } from "../shared/editable_text.ts";
import { download } from "../shared/save_file.ts";
import { labels, saving } from "../shared/texts.ts";
import { Autosave } from "../storage/autosave.ts";
import { announceResult, resultOf, savedEvent } from "../storage/check_results.ts";
import { askToPersist } from "../storage/persistent_storage.ts";
import type { Version, WorkStorage } from "../storage/work_storage.ts";
import type { Notices, Way } from "../ui/notices.ts";
import { VersionList } from "./version_list.ts";

const keepTypedAfterMilliseconds = 120_000;

export class SavedText {
  readonly savedAt = element("span", { class: "lab-saved" });
  readonly resetButton = button(labels.reset, () => this.resetOrUndo(), { look: "lab-quiet" });
  readonly earlier = new VersionList({
    now: () => this.text,
    bringBack: (version) => this.bringBack(version),
  });
  readonly initialText: string;
  private readonly saver: Autosave;
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
    this.saver = new Autosave(work, {
      saved: (at) => this.showSaved(at),
      refused: () => this.showRefused(),
      changedElsewhere: (version) => this.showChangedElsewhere(version),
    });
    const saved = work.read();
    this.initialText = saved?.text ?? work.starter;
    this.typed = this.initialText;
    if (saved !== null) this.savedAt.textContent = saving.saved(saved.at);
    else this.showOldExercise();
    this.keptAt = saved?.at ?? 0;
    this.refreshEarlier();
    if (work.foundDamage) this.notices.show("damaged", saving.damaged, [this.waysOn("damaged")]);
  }

  attach(edited: EditableText): void {
    this.edited = edited;
    const { signal } = this.leave;
    const look = (): void => this.saver.look(this.text);
    window.addEventListener("pagehide", () => this.saver.flush(), { signal });
    window.addEventListener("focus", look, { signal });
    window.addEventListener("pageshow", look, { signal });
    document.addEventListener(
      "visibilitychange",
      () => (document.visibilityState === "hidden" ? this.saver.flush() : look()),
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

  changed(text: string): void {
    askToPersist();
    if (!this.replacing) {
      this.offerReset();
      this.keepTyped();
    }
    this.typed = text;
    this.saver.edit(text);
  }

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

  /** Saves now what was typed last. */
  flush(): void {
    this.saver.flush();
  }

  dispose(): void {
    this.saver.end();
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
    this.resetButton.textContent = labels.undoReset;
  }

  private offerReset(): void {
    this.beforeReset = null;
    this.resetButton.textContent = labels.reset;
  }

  private replace(text: string): void {
    if (this.edited === null) return;
    this.replacing = true;
    this.edited.replace(text);
    this.replacing = false;
    this.saver.flush();
  }

  /** Puts another text in the place of the learner's, which is put aside. */
  take(text: string): void {
    this.putAside("taken");
    this.replace(text);
    this.offerReset();
  }

  private bringBack(version: Version): void {
    this.take(version.text);
    this.notices.clear("old exercise");
  }

  // Now and then, as it was before the edit that begins: so that there is a way back from each stretch
  // of typing.
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
    this.refreshEarlier();
  }

  private showSaved(at: number): void {
    this.savedAt.textContent = saving.saved(at);
    document.dispatchEvent(new Event(savedEvent));
    this.notices.clear("refused");
    this.notices.clear("other tab");
    this.refreshEarlier();
  }

  private showRefused(): void {
    this.savedAt.textContent = saving.unsaved;
    this.notices.show("refused", saving.refused, [
      { label: saving.download, go: () => download(this.fileName, this.text, "text/plain") },
    ]);
  }

  private showChangedElsewhere(version: Version): void {
    this.notices.show("other tab", saving.otherTab(version.at), [
      {
        label: saving.takeOther,
        go: () => {
          this.putAside("taken");
          this.saver.take(version);
          this.replace(version.text);
          this.notices.clear("other tab");
        },
      },
      { label: saving.keepMine, go: () => this.saver.keep(this.text) },
    ]);
  }

  private showOldExercise(): void {
    const newest = this.work.onOldStarters()[0];
    if (newest === undefined) return;
    this.notices.show("old exercise", saving.exerciseChanged, [
      { label: saving.acceptOldWork, go: () => this.bringBack(newest) },
      this.waysOn("old exercise"),
    ]);
  }

  private refreshEarlier(): void {
    this.earlier.show(this.work.earlier());
  }

  private waysOn(notice: string): Way {
    return { label: saving.later, go: () => this.notices.clear(notice) };
  }
}
