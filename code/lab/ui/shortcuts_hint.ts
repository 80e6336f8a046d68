// The hint below an editor: how to leave it by keyboard, and a button for all shortcuts.

import { button, element } from "../shared/dom.ts";
import { showShortcuts } from "./shortcuts_dialog.ts";
import { shortcutsHint } from "./shortcuts_texts.ts";

/** Makes the hint; `setting` makes what can be set in the dialog. */
export function makeShortcutsHint(setting: () => HTMLElement): HTMLElement {
  const key = (name: string): HTMLElement => element("kbd", {}, name);
  const all = button(shortcutsHint.all, () => showShortcuts(setting()), { look: "lab-quiet" });
  all.setAttribute("aria-keyshortcuts", "F1");
  const { start, between, end } = shortcutsHint;
  const sentence = element("span", {}, start, key("Esc"), between, key("Tab"), end);
  return element("div", { class: "lab-shortcuts-hint" }, sentence, all);
}

/**
 * Opens the dialog with F1, and with a question mark where the reader is not typing. The theme's own keys,
 * which lead to other pages, mean nothing in here.
 */
export function openShortcutsFrom(root: HTMLElement, setting: () => HTMLElement): void {
  root.addEventListener("keydown", (event) => {
    if (isSingleKey(event)) event.stopPropagation();
    const typing =
      (event.target as Element).closest("input, textarea, select, .cm-editor") !== null;
    if (event.key !== "F1" && (event.key !== "?" || typing)) return;
    event.preventDefault();
    showShortcuts(setting());
  });
}

/** Whether a key types a character, and is pressed with no other. */
export function isSingleKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey;
}
