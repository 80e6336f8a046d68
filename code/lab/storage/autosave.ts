// Saves each edit soon after it was made, however fast the next ones come, and notices when another tab
// saved something else.

import type { Version, WorkStorage } from "./work_storage.ts";

export interface AutosaveListener {
  saved(at: number): void;
  refused(): void;
  /** Another tab saved a version that this one does not show. */
  changedElsewhere(version: Version): void;
}

export const autosaveDelayMilliseconds = 250;
/** When the browser refused: another tab may have made room since. */
export const retryDelayMilliseconds = 500;

export class Autosave {
  private seen: string;
  private pending: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly work: WorkStorage,
    private readonly listener: AutosaveListener,
    private readonly now: () => number = Date.now,
  ) {
    this.seen = this.stored().text;
  }

  edit(text: string): void {
    this.pending = text;
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
      this.timer = setTimeout(() => this.flush(), retryDelayMilliseconds);
      return;
    }
    this.pending = null;
    this.seen = text;
    this.listener.saved(this.now());
  }

  /** Saves what can be saved, and then no more. */
  end(): void {
    this.flush();
    this.stopWaiting();
  }

  /** Saves this text over whatever stands there; the other version is put aside. */
  keep(text: string): void {
    this.pending = text;
    this.flush();
  }

  /** The reader took what another tab saved: it is what this tab shows from now on. */
  take(version: Version): void {
    this.pending = null;
    this.stopWaiting();
    this.seen = version.text;
  }

  /** To call when another tab may have saved. */
  look(shown: string): void {
    const stored = this.stored();
    if (stored.text === shown) this.seen = stored.text;
    else if (stored.text !== this.seen) this.listener.changedElsewhere(stored);
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
