// Puts the text areas, the gathered notes and the folds of ideas into the page.

import { pathOfPage, titleOfPage } from "../../shared/site_map.ts";
import { openStorage } from "../../storage/work_storage.ts";
import { mountIdeaFolds } from "./idea_folds.ts";
import { NoteEditor } from "./note_editor.ts";
import { NotesSummary } from "./notes_summary.ts";

/** Returns what to call when the reader leaves the page. */
export function mountNotes(): () => void {
  const storage = openStorage();
  const places = [...document.querySelectorAll<HTMLElement>(".cm-notes")].map((section, index) => {
    const page = { path: pathOfPage(), title: titleOfPage() };
    const place = { ...page, heading: headingAbove(section), index };
    const notes = new NoteEditor(storage, section.dataset.name ?? "", place);
    section.append(notes.root);
    return notes;
  });
  const gathered = [...document.querySelectorAll<HTMLElement>(".cm-gathered")].map((section) => {
    const notes = new NotesSummary(storage);
    section.append(notes.root);
    return notes;
  });
  const leaveIdeas = mountIdeaFolds(storage);
  return () => {
    for (const part of [...places, ...gathered]) part.dispose();
    leaveIdeas();
  };
}

/** The text of the heading that the notes stand below; none when that is the page's own. */
function headingAbove(section: HTMLElement): string {
  let before = section.previousElementSibling;
  while (before !== null && !/^H[1-6]$/.test(before.tagName))
    before = before.previousElementSibling;
  if (before === null || before.tagName === "H1") return "";
  const copy = before.cloneNode(true) as HTMLElement;
  for (const anchor of copy.querySelectorAll(".headerlink")) anchor.remove();
  return copy.textContent?.trim() ?? "";
}
