// Below the editor: how to leave it by keyboard, and the way to all keys.

import { button, element } from "../shared/dom.ts";
import { keysHint } from "../shared/texts.ts";
import { showKeys } from "./shortcuts_dialog.ts";

export function makeKeysHint(): HTMLElement {
  const key = (name: string): HTMLElement => element("kbd", {}, name);
  const all = button(keysHint.all, showKeys, { look: "lab-quiet" });
  all.setAttribute("aria-keyshortcuts", "F1");
  const { start, between, end } = keysHint;
  const sentence = element("span", {}, start, key("Esc"), between, key("Tab"), end);
  return element("div", { class: "lab-leave" }, sentence, all);
}

/** Opens the list with F1, and with a question mark where none can be typed. */
export function openKeysFrom(root: HTMLElement): void {
  root.addEventListener("keydown", (event) => {
    const typing =
      (event.target as Element).closest("input, textarea, select, .cm-editor") !== null;
    if (event.key !== "F1" && (event.key !== "?" || typing)) return;
    event.preventDefault();
    showKeys();
  });
}
