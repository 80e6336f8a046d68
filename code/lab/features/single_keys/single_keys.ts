// The switch for the theme's keys that are pressed alone, such as n for the next page: who speaks to the machine,
// or hits keys by chance, can turn them off.

import { element } from "../../shared/dom.ts";
import { type KeyValueStorage, keyPrefixes } from "../../storage/key_value.ts";
import { isSingleKey } from "../../ui/shortcuts_hint.ts";
import { singleKeysWords } from "../../ui/shortcuts_texts.ts";

const off = "off";
let here: boolean | null = null; // where the browser does not keep the choice

function areOn(storage: KeyValueStorage): boolean {
  return here ?? storage.getItem(keyPrefixes.singleKeys) !== off;
}

/** Keeps single keys from the theme while they are off. */
export function guardSingleKeys(storage: KeyValueStorage): void {
  // The theme listens on the window, to which the document is the last stop.
  document.addEventListener("keydown", (event) => {
    if (isSingleKey(event) && !areOn(storage)) event.stopPropagation();
  });
}

/** Makes the switch. */
export function makeSingleKeysSwitch(storage: KeyValueStorage): HTMLElement {
  const box = element("input", { type: "checkbox" });
  box.checked = areOn(storage);
  box.addEventListener("change", () => {
    here = box.checked;
    try {
      if (here) storage.removeItem(keyPrefixes.singleKeys);
      else storage.setItem(keyPrefixes.singleKeys, off);
    } catch {
      // It counts until the page is loaded again.
    }
  });
  return element("label", { class: "lab-single-keys" }, box, singleKeysWords.label);
}
