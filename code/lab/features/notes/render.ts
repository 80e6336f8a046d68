// Puts notes into the page as they look when they are read.

import { element } from "../../shared/dom.ts";
import { lazyImport } from "../../shared/lazy_import.ts";
import { notesWords } from "./texts.ts";

/** Returns whether the notes could be shown: what makes HTML of them has to be loaded first. */
export async function renderNotes(into: HTMLElement, text: string): Promise<boolean> {
  if (text.trim() === "") {
    into.replaceChildren(element("p", { class: "notes-none" }, notesWords.empty));
    return true;
  }
  try {
    const { htmlOfNotes } = await lazyImport(() => import("./markdown.ts"));
    into.innerHTML = htmlOfNotes(text);
    return true;
  } catch {
    return false;
  }
}
