// The menu that exports a history: as pytest function, link, text, Mermaid diagram or schedule.

import { compressCode } from "../features/share/compressed_code.ts";
import type { Trace } from "../protocol/trace.ts";
import { copyFrom } from "../shared/clipboard.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { type ExportFormat, exportAs, exportFormats } from "./export_formats.ts";
import { exportWords as texts } from "./texts.ts";

/** A history to export: of which exercise, and on which code it was played. */
export interface ExportedHistory {
  exercise: string;
  file: string;
  trace: Trace;
  source: string;
}

/** Makes the menu; the code is compressed for the link when the menu is first opened. */
export function makeExportMenu(id: string, history: ExportedHistory): HTMLElement {
  const sheet = new Sheet(id, history);
  const summary = element("summary", { class: "lab-button lab-quiet" });
  summary.append(drawIcon("copy"), texts.menu);
  const menu = element("details", { class: "menu" }, summary, sheet.root);
  menu.addEventListener("toggle", () => void sheet.open());
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  return menu;
}

class Sheet {
  readonly root: HTMLElement;
  private format: ExportFormat = "test";
  private compressed: string | null = null;
  private readonly shown = element("pre", { class: "exported", tabindex: "0", role: "region" });
  private readonly said = element("span", { class: "muted", role: "status" });

  constructor(
    id: string,
    private readonly history: ExportedHistory,
  ) {
    const picks = exportFormats.map((format) => this.pick(`${id}-copy`, format));
    const group = { class: "picks", role: "radiogroup", "aria-label": texts.as };
    const copy = button(texts.copy, () => void this.copy());
    this.root = element(
      "div",
      { class: "sheet" },
      element("div", group, ...picks),
      this.shown,
      element("p", { class: "row" }, this.said, copy),
    );
  }

  async open(): Promise<void> {
    this.show();
    this.compressed ??= await compressCode(this.history.source).catch(() => null);
    this.show();
  }

  private show(): void {
    const { format, compressed } = this;
    const { exercise, file, trace } = this.history;
    const origin = { exercise, file, page: location.href, compressed };
    this.shown.textContent = exportAs(format, trace, origin);
    this.shown.setAttribute("aria-label", texts.kinds[format]);
    const hasCode = format === "link" && compressed !== null;
    this.said.textContent = hasCode ? texts.withCode : texts.same;
  }

  private pick(name: string, format: ExportFormat): HTMLElement {
    const radio = element("input", { type: "radio", name, value: format });
    radio.checked = format === this.format;
    radio.addEventListener("change", () => {
      this.format = format;
      this.show();
    });
    return element("label", { class: "pick" }, radio, element("span", {}, texts.kinds[format]));
  }

  private async copy(): Promise<void> {
    this.said.textContent = (await copyFrom(this.shown)) ? texts.copied : texts.refused;
  }
}
