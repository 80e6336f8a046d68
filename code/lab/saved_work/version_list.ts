// The versions that can be brought back: a list by time with what happened, each to be compared with the
// text as it is now, and to be taken back.

import { button, element } from "../shared/dom.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { labels, saving, timeOf } from "../shared/texts.ts";
import type { EarlierVersion } from "../storage/work_storage.ts";
import { Drawer } from "../ui/drawer.ts";
import { differenceWords } from "./diff/texts.ts";

export interface VersionListActions {
  now(): string;
  bringBack(version: EarlierVersion): void;
}

export class VersionList {
  readonly drawer = new Drawer(labels.earlier);
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
    const sentence = `${timeOf(version.at)}, ${saving.reasons[version.why]}`;
    const place = element("div", { class: "lab-difference" });
    place.hidden = true;
    const compare = button(labels.compare, () => void this.compare(version, compare, place));
    compare.setAttribute("aria-expanded", "false");
    compare.setAttribute("aria-label", `${labels.compare}: ${sentence}`);
    const bring = button(labels.bringBack, () => this.actions.bringBack(version));
    bring.setAttribute("aria-label", `${labels.bringBack}: ${sentence}`);
    const buttons = element("span", {}, compare, " ", bring);
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
      if (versions.before === versions.now) place.replaceChildren(saving.noChange);
      else showUnified(place, versions, saving.difference);
    } catch {
      place.replaceChildren(differenceWords.failed);
    }
  }
}
