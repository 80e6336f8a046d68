// Below the editor: how to leave it by keyboard, and the way to all keys.

import { button, element } from "../shared/dom.ts";
import { shortcutsHint } from "../shared/texts.ts";
import { showShortcuts } from "./shortcuts_dialog.ts";

export function makeShortcutsHint(): HTMLElement {
  const key = (name: string): HTMLElement => element("kbd", {}, name);
  const all = button(shortcutsHint.all, showShortcuts, { look: "lab-quiet" });
  all.setAttribute("aria-keyshortcuts", "F1");
  const { start, between, end } = shortcutsHint;
  const sentence = element("span", {}, start, key("Esc"), between, key("Tab"), end);
  return element("div", { class: "lab-shortcuts-hint" }, sentence, all);
}

/** Opens the list with F1, and with a question mark where none can be typed. */
export function openShortcutsFrom(root: HTMLElement): void {
  root.addEventListener("keydown", (event) => {
    const typing =
      (event.target as Element).closest("input, textarea, select, .cm-editor") !== null;
    if (event.key !== "F1" && (event.key !== "?" || typing)) return;
    event.preventDefault();
    showShortcuts();
  });
}
