// The dialog that lists all keyboard shortcuts.

import { button, element } from "../shared/dom.ts";
import { onApple } from "../shared/platform.ts";
import { type ShortcutGroup, shortcutGroups, shortcutsWords as texts } from "./shortcuts_texts.ts";

/** Opens the dialog, unless it is open; `setting` is what can be set in it. */
export function showShortcuts(setting: HTMLElement): void {
  if (document.querySelector("dialog.lab-shortcuts[open]") !== null) return;
  const id = "lab-keys-title";
  const dialog = element("dialog", { class: "lab-shortcuts cm-tools", "aria-labelledby": id });
  const close = button(texts.close, () => dialog.close());
  const head = element(
    "div",
    { class: "lab-shortcuts-head" },
    element("h2", { id }, texts.title),
    close,
  );
  const groups = shortcutGroups.map(group);
  dialog.append(head, element("div", { class: "lab-shortcuts-groups lab" }, ...groups), setting);
  dialog.addEventListener("close", () => dialog.remove());
  // A press beside the dialog is one on the dialog itself; what is inside are its children.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/** Closes the dialog, if it is open: it is no part of the page, so it would stay over the next one. */
export function closeShortcuts(): void {
  document.querySelector<HTMLDialogElement>("dialog.lab-shortcuts")?.close();
}

function group({ title, lines }: ShortcutGroup): HTMLElement {
  const rows = lines.flatMap(({ keys, inTurn, does }) => [
    element("dt", {}, ...inOneLine(keys, inTurn ? texts.inTurn : texts.or)),
    element("dd", {}, does),
  ]);
  return element("section", {}, element("h3", {}, title), element("dl", {}, ...rows));
}

function inOneLine(keys: string[][], between: string): (Node | string)[] {
  return keys.flatMap((together, index) => [
    ...(index > 0 ? [" ", element("span", {}, between), " "] : []),
    combination(together),
  ]);
}

function combination(keys: string[]): HTMLElement {
  const mod = onApple ? "⌘" : "Ctrl";
  const names = keys.map((key) => (key === "Mod" ? mod : key));
  const made = names.flatMap((name) => [element("kbd", {}, name), " "]).slice(0, -1);
  return element("span", { class: "lab-shortcuts-together" }, ...made);
}
