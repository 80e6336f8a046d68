// The notes of all pages on one page: in the order of the agenda, to be printed or saved as Markdown. What is
// written on the page itself is among them as soon as it is saved.

import { button, element } from "../../shared/dom.ts";
import { saveFile } from "../../shared/save_file.ts";
import { pagesOfSite, siteRoot } from "../../shared/site_map.ts";
import { saveAllEdits } from "../../storage/autosave.ts";
import { savedEvent } from "../../storage/check_results.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { gatherNotes, type Note } from "../../storage/notes.ts";
import { renderNotes } from "./render.ts";
import { summaryWords } from "./texts.ts";

/** Shows all notes. */
export class NotesSummary {
  readonly root: HTMLElement;
  private readonly leave = new AbortController();
  private readonly bar: HTMLElement;
  private readonly count = element("span", { role: "status" });
  private readonly shown = element("div");
  private shows = 0;

  constructor(private readonly storage: KeyValueStorage) {
    this.bar = element(
      "div",
      { class: "notes-bar" },
      button(summaryWords.print, () => this.print()),
      button(summaryWords.export, () => this.export()),
      this.count,
    );
    this.root = element("div", { class: "cm-tools" }, this.bar, this.shown);
    void this.show();
    const { signal } = this.leave;
    for (const moment of ["storage", "pageshow"])
      window.addEventListener(moment, () => void this.show(), { signal });
    document.addEventListener(savedEvent, () => void this.show(), { signal });
  }

  dispose(): void {
    this.leave.abort();
  }

  private notes(): Note[] {
    const pages = new Map(pagesOfSite().map((page) => [page.path, page.title]));
    return gatherNotes(this.storage, [...pages.keys()]).map((note) => ({
      ...note,
      title: pages.get(note.path) ?? note.title,
    }));
  }

  private async show(): Promise<void> {
    this.shows += 1;
    const mine = this.shows;
    const notes = this.notes();
    this.bar.hidden = notes.length === 0;
    this.count.textContent = summaryWords.count(notes.length);
    const parts =
      notes.length === 0
        ? [element("p", {}, summaryWords.none)]
        : await Promise.all(notes.map((note, at) => shownNote(note, notes[at - 1])));
    if (mine === this.shows) this.shown.replaceChildren(...parts);
  }

  private async print(): Promise<void> {
    saveAllEdits();
    await this.show();
    window.print();
  }

  private export(): void {
    saveAllEdits();
    const notes = this.notes();
    saveFile(summaryWords.file, asMarkdown(notes), "text/markdown");
    this.count.textContent = summaryWords.exported(notes.length);
  }
}

/** Returns all notes as one Markdown text, with the addresses of their pages. */
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
