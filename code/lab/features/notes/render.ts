// Shows a note as formatted text.

import { element } from "../../shared/dom.ts";
import { lazyImport } from "../../shared/lazy_import.ts";
import { notesWords } from "./texts.ts";

/** Shows a note in an element; returns false when what makes HTML of it could not be loaded. */
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
