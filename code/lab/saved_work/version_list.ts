// The list of earlier versions, each with its time and the reason why it was put aside; a reader can compare
// it with the text and restore it.

import { button, element } from "../shared/dom.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { timeOf } from "../shared/time.ts";
import type { EarlierVersion } from "../storage/versions.ts";
import { Drawer } from "../ui/drawer.ts";
import { missingPart } from "../ui/notices.ts";
import { diffWords } from "./diff/texts.ts";
import { versionWords as texts } from "./texts.ts";

/** What the list asks for. */
export interface VersionListActions {
  now(): string;
  restore(version: EarlierVersion): void;
}

/** The list of one text, in a drawer. */
export class VersionList {
  readonly drawer = new Drawer(texts.button);
  private shown: string | null = null;

  constructor(private readonly actions: VersionListActions) {}

  /** An unchanged list is left alone: a comparison may be open in it. */
  show(versions: EarlierVersion[]): void {
    const state = versions.map(({ at, why }) => `${at} ${why}`).join("\n");
    if (state === this.shown) return;
    this.shown = state;
    this.drawer.button.hidden = versions.length === 0;
    this.drawer.root.replaceChildren(...versions.map((version) => this.row(version)));
  }

  private row(version: EarlierVersion): HTMLElement {
    const sentence = `${timeOf(version.at)}, ${texts.reasons[version.why]}`;
    const place = element("div", { class: "lab-difference" });
    place.hidden = true;
    const compare = button(texts.compare, () => void this.compare(version, compare, place));
    compare.setAttribute("aria-expanded", "false");
    compare.setAttribute("aria-label", `${texts.compare}: ${sentence}`);
    const restore = button(texts.restore, () => this.actions.restore(version));
    restore.setAttribute("aria-label", `${texts.restore}: ${sentence}`);
    const buttons = element("span", {}, compare, " ", restore);
    return element("div", {}, element("p", {}, sentence, " ", buttons), place);
  }

  private async compare(
    version: EarlierVersion,
    toggle: HTMLButtonElement,
    place: HTMLElement,
  ): Promise<void> {
    const show = place.hidden;
    toggle.setAttribute("aria-expanded", String(show));
    place.hidden = !show;
    place.replaceChildren();
    if (!show) return;
    try {
      const { showUnified } = await lazyImport(() => import("./diff/diff_view.ts"));
      const versions = { before: version.text, now: this.actions.now() };
      if (versions.before === versions.now) place.replaceChildren(texts.noChange);
      else showUnified(place, versions, texts.difference);
    } catch {
      place.replaceChildren(await missingPart(diffWords.failed));
    }
  }
}
