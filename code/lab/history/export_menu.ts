// The menu that gives a history away: as pytest function, link, text, Mermaid diagram or schedule.

import { compressCode } from "../features/share/compressed_code.ts";
import type { Trace } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { exportAs, type Format } from "./export_formats.ts";
import { exportWords as texts } from "./texts.ts";

/** A history that is told, of which exercise, and the code that it happened on. */
export interface ExportedHistory {
  exercise: string;
  trace: Trace;
  source: string;
}

export function makeExportMenu(
  id: string,
  { exercise, trace, source }: ExportedHistory,
): HTMLElement {
  let format: Format = "test";
  let packed: string | null = null;
  const shown = element("pre", { class: "exported", tabindex: "0", role: "region" });
  const said = element("span", { class: "muted", role: "status" });
  const show = (): void => {
    shown.textContent = exportAs(format, trace, { exercise, page: location.href, packed });
    shown.setAttribute("aria-label", texts.kinds[format]);
    said.textContent = format === "link" && packed !== null ? texts.withCode : texts.same;
  };
  const picks = (Object.keys(texts.kinds) as Format[]).map((each) => {
    const attributes = { type: "radio", name: `${id}-copy`, value: each };
    const radio = element("input", attributes);
    radio.checked = each === format;
    radio.addEventListener("change", () => {
      format = each;
      show();
    });
    return element("label", { class: "pick" }, radio, element("span", {}, texts.kinds[each]));
  });
  const copy = button(texts.copy, async () => {
    try {
      await navigator.clipboard.writeText(shown.textContent ?? "");
      said.textContent = texts.copied;
    } catch {
      getSelection()?.selectAllChildren(shown);
      said.textContent = texts.refused;
    }
  });
  const group = { class: "picks", role: "radiogroup", "aria-label": texts.as };
  const sheet = element(
    "div",
    { class: "sheet" },
    element("div", group, ...picks),
    shown,
    element("p", { class: "row" }, said, copy),
  );
  const summary = element("summary", { class: "lab-button lab-quiet" });
  summary.append(drawIcon("copy"), texts.menu);
  const menu = element("details", { class: "menu" }, summary, sheet);
  menu.addEventListener("toggle", async () => {
    show();
    packed ??= await compressCode(source).catch(() => null);
    show();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  return menu;
}
