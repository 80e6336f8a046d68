// Saves each edit soon after it was made, however fast the next ones come, and notices when another tab
// saved something else. What the browser refuses is kept in memory, also while the reader is on another page
// of the site, until it can be saved.

import type { Version } from "./versions.ts";
import type { WorkStorage } from "./work_storage.ts";

/** Hears what became of an edit. */
export interface AutosaveListener {
  saved(at: number): void;
  refused(): void;
  /** Another tab saved a version that this one does not show. */
  changedElsewhere(version: Version): void;
}

/** How long an edit waits for the next one. */
export const autosaveDelayMilliseconds = 250;
/** How long to wait when the browser refused: another tab may make room. */
export const retryDelayMilliseconds = 500;

/** All that have something to save, by the key of what they save: those of pages that were left, too. */
const unsaved = new Map<string, Autosave>();

/** Saves now what any editor has not saved yet; returns false if the browser refuses some of it. */
export function saveAllEdits(): boolean {
  for (const autosave of [...unsaved.values()]) autosave.flush();
  return unsaved.size === 0;
}

/** Saves the text of one editor. */
export class Autosave {
  /** What the browser refused to save when its page was left. */
  readonly refusedBefore: string | null;
  private seen: string;
  private pending: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(
    private readonly work: WorkStorage,
    private readonly listener: AutosaveListener,
    private readonly now: () => number = Date.now,
  ) {
    this.seen = this.stored().text;
    const left = unsaved.get(work.workKey);
    this.refusedBefore = left?.ended ? left.pending : null;
    if (this.refusedBefore !== null) this.expect(this.refusedBefore);
  }

  /** Saves this text soon. */
  edit(text: string): void {
    this.expect(text);
    this.timer ??= setTimeout(() => this.flush(), autosaveDelayMilliseconds);
  }

  /** Saves now what has not been saved yet. */
  flush(): void {
    this.stopWaiting();
    if (this.pending === null) return;
    const text = this.pending;
    try {
      this.putAsideWhatAnotherTabSaved(text);
      this.work.save({ text, at: this.now() });
    } catch {
      this.listener.refused();
      if (!this.ended) this.timer = setTimeout(() => this.flush(), retryDelayMilliseconds);
      return;
    }
    this.forget();
    this.seen = text;
    this.listener.saved(this.now());
  }

  /** Saves what can be saved now; what is refused waits for `saveAllEdits`, or for the next editor. */
  end(): void {
    this.ended = true;
    this.flush();
  }

  /** Saves this text over what is saved; the other version is put aside. */
  keep(text: string): void {
    this.expect(text);
    this.flush();
  }

  /** The reader took what another tab saved: it is what this tab shows from now on. */
  take(version: Version): void {
    this.forget();
    this.stopWaiting();
    this.seen = version.text;
  }

  /** To call when another tab may have saved. */
  look(shown: string): void {
    const stored = this.stored();
    if (stored.text === shown) this.seen = stored.text;
    else if (stored.text !== this.seen) this.listener.changedElsewhere(stored);
  }

  private expect(text: string): void {
    this.pending = text;
    unsaved.set(this.work.workKey, this);
  }

  private forget(): void {
    this.pending = null;
    if (unsaved.get(this.work.workKey) === this) unsaved.delete(this.work.workKey);
  }

  private stopWaiting(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private putAsideWhatAnotherTabSaved(text: string): void {
    const stored = this.stored();
    if (stored.text === this.seen || stored.text === text) return;
    this.work.putAside({ ...stored, why: "other_tab" });
  }

  private stored(): Version {
    return this.work.read() ?? { text: this.work.starter, at: this.now() };
  }
}
