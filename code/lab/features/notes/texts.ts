// The words around notes and ideas. They are loaded with the pages that have them.

import { timeOf } from "../../shared/texts.ts";

export const notesWords = {
  title: "Your notes",
  private: "private: kept in this browser, gathered in the retrospective",
  label: (heading: string) => (heading === "" ? "Your notes" : `Your notes: ${heading}`),
  format: "Markdown",
  preview: "Preview",
  write: "Write",
  empty: "Nothing is written here yet.",
  noPreview: "The preview could not be loaded. Check the connection, then press Preview again.",
};

export const summaryWords = {
  print: "Print",
  export: "Export as Markdown",
  file: "notes.md",
  title: "My notes",
  count: (count: number) => (count === 1 ? "1 note" : `${count} notes`),
  none: "No notes yet. What you write on the pages of this course is gathered here.",
  saved: (at: number) => `saved ${timeOf(at)}`,
};

export const ideaWords = {
  show: "Show what people usually find",
  hide: "Hide what people usually find",
  count: (count: number) => `${count === 1 ? "1 idea" : `${count} ideas`}; yours may be among them`,
  notRun: "not run yet",
};
