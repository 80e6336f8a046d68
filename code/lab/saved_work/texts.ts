// The words of saved work and its earlier versions.

import { timeOf } from "../shared/time.ts";
import type { SavedReason } from "../storage/versions.ts";

export const savingWords = {
  saved: (at: number) => `saved ${timeOf(at)}`,
  unsaved: "not saved",
  refused:
    "Your browser does not keep what you type: it has no room left, or its settings forbid it.",
  download: "Download my work",
  otherTab: (at: number) =>
    `This was changed in another tab at ${timeOf(at)}. Both versions are kept.`,
  takeOther: "Take that one",
  keepMine: "Keep mine",
  exerciseChanged: "This exercise changed. Your work on the old one is here.",
  takeOldWork: "Use it here",
  later: "Not now",
  damaged:
    "Something that was saved here cannot be read. It is set aside in this browser, and is in the file with all your work.",
  reset: "Reset",
  undoReset: "Undo reset",
};

export const versionWords = {
  button: "Earlier versions",
  restore: "Restore",
  compare: "Compare with now",
  noChange: "It is the same as now.",
  difference: "What changed since: removed lines, then added ones",
  reasons: {
    typed: "as you wrote it",
    checked: "when you checked it",
    imported: "from a file",
    reset: "before Reset",
    taken: "before another version was taken",
    other_tab: "from another tab",
    old_exercise: "on the exercise as it was before",
  } satisfies Record<SavedReason, string>,
};
