// The notes of all pages on one: in the order of the agenda, each with its page, to be printed or taken
// along as Markdown.

import { button, element } from "../../shared/dom.ts";
import { download } from "../../shared/save_file.ts";
import { pagesOfSite, siteRoot } from "../../shared/site_map.ts";
import { gatherNotes, type Note } from "../../storage/notes.ts";
import type { KeyValueStorage } from "../../storage/work_storage.ts";
import { renderNotes } from "./render.ts";
import { summaryWords } from "./texts.ts";

export class NotesSummary {
  readonly root = element("div", { class: "cm-tools" });
  private readonly leave = new AbortController();

  constructor(private readonly storage: KeyValueStorage) {
    void this.show();
    const { signal } = this.leave;
    for (const moment of ["storage", "pageshow"])
      window.addEventListener(moment, () => void this.show(), { signal });
  }

  dispose(): void {
    this.leave.abort();
  }

  private async show(): Promise<void> {
    const pages = new Map(pagesOfSite().map((page) => [page.path, page.title]));
    const notes = gatherNotes(this.storage, [...pages.keys()]).map((note) => ({
      ...note,
      title: pages.get(note.path) ?? note.title,
    }));
    if (notes.length === 0) {
      this.root.replaceChildren(element("p", {}, summaryWords.none));
      return;
    }
    const parts = await Promise.all(notes.map((note, at) => shownNote(note, notes[at - 1])));
    this.root.replaceChildren(this.bar(notes), ...parts);
  }

  private bar(notes: Note[]): HTMLElement {
    return element(
      "div",
      { class: "notes-bar" },
      button(summaryWords.print, () => window.print()),
      button(summaryWords.export, () =>
        download(summaryWords.file, asMarkdown(notes), "text/markdown"),
      ),
      element("span", {}, summaryWords.count(notes.length)),
    );
  }
}

/** All notes as one Markdown text, with the addresses of their pages. */
export function asMarkdown(notes: Note[]): string {
  const parts = notes.flatMap((note, at) => {
    const address = new URL(note.path, siteRoot).href;
    const page = isOnAnotherPage(note, notes[at - 1]) ? [`## [${note.title}](${address})`] : [];
    const heading = note.heading === "" ? [] : [`### ${note.heading}`];
    return [...page, ...heading, note.text.trim()];
  });
  return `${[`# ${summaryWords.title}`, ...parts].join("\n\n")}\n`;
}

async function shownNote(note: Note, before: Note | undefined): Promise<HTMLElement> {
  const root = element("section", { class: "notes-gathered" });
  if (isOnAnotherPage(note, before)) {
    const address = new URL(note.path, siteRoot).href;
    root.append(element("h2", {}, element("a", { href: address }, note.title)));
  }
  if (note.heading !== "") root.append(element("h3", {}, note.heading));
  const text = element("div", { class: "notes-read" });
  if (!(await renderNotes(text, note.text))) text.append(element("pre", {}, note.text));
  const saved = element("p", { class: "notes-when" }, summaryWords.saved(note.at));
  root.append(text, saved);
  return root;
}

function isOnAnotherPage(note: Note, before: Note | undefined): boolean {
  return before === undefined || before.path !== note.path;
}
