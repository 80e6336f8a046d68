// The words of notes and ideas.

import { timeOf } from "../../shared/time.ts";

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
  exported: (count: number) =>
    `${count === 1 ? "1 note is" : `All ${count} notes are`} in notes.md, among your downloads.`,
  none: "No notes yet. What you write on the pages of this course is gathered here.",
  saved: (at: number) => `saved ${timeOf(at)}`,
};

export const ideaWords = {
  show: "Show what people usually find",
  hide: "Hide what people usually find",
  count: (count: number) => `${count === 1 ? "1 idea" : `${count} ideas`}; yours may be among them`,
  notRun: "not run yet",
};
