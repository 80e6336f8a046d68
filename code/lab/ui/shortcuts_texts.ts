// The words of the shortcuts, and the shortcuts of the editor, the files and the history.

import { onApple } from "../shared/platform.ts";

/** One line of the dialog. */
export interface Shortcut {
  /** Alternatives, each of keys that are pressed together; with `inTurn`, one after the other. */
  keys: string[][];
  inTurn?: boolean;
  does: string;
}

/** The shortcuts of one part of the page. */
export interface ShortcutGroup {
  title: string;
  lines: Shortcut[];
}

export const shortcutsHint = {
  start: "Tab indents. To leave the editor: ",
  between: ", then ",
  end: ".",
  all: "All keys",
};

export const shortcutsWords = {
  title: "Keys",
  close: "Close",
  or: "or",
  inTurn: "then",
};

const tabMode = onApple ? ["Shift", "Alt", "M"] : ["Ctrl", "M"];

/** All shortcuts; `Mod` is the key that is pressed with others, ⌘ or Ctrl. */
export const shortcutGroups: ShortcutGroup[] = [
  {
    title: "In the editor",
    lines: [
      { keys: [["Mod", "Enter"]], does: "run the code" },
      { keys: [["Mod", "Shift", "Enter"]], does: "check the code" },
      { keys: [["Ctrl", "Space"]], does: "complete a name; it opens by itself after a dot" },
      { keys: [["Enter"], ["Tab"]], does: "take the name that is marked" },
      { keys: [["Tab"], ["Shift", "Tab"]], does: "indent, and back" },
      { keys: [["Esc"], ["Tab"]], inTurn: true, does: "leave the editor" },
      { keys: [tabMode], does: "let Tab leave the editor, or indent again" },
      {
        keys: [
          ["Mod", "Z"],
          ["Mod", "Shift", "Z"],
        ],
        does: "undo, and redo",
      },
      { keys: [["Mod", "F"]], does: "search, and replace" },
      { keys: [["Mod", "/"]], does: "make lines comments, and back" },
      {
        keys: [
          ["Alt", "↑"],
          ["Alt", "↓"],
        ],
        does: "move a line",
      },
      { keys: [["F1"]], does: "show these keys" },
    ],
  },
  {
    title: "On the row of files",
    lines: [
      { keys: [["←"], ["→"]], does: "the file before, the next one" },
      { keys: [["Home"], ["End"]], does: "the first file, the last one" },
    ],
  },
  {
    title: "In a history",
    lines: [
      { keys: [["↑"], ["k"]], does: "a step back" },
      { keys: [["↓"], ["j"]], does: "a step on" },
      { keys: [["Home"], ["End"]], does: "the first step, the last one" },
      { keys: [["n"]], does: "the next fault" },
      { keys: [["d"]], does: "the point of no return" },
      { keys: [["?"]], does: "show these keys" },
    ],
  },
  {
    title: "On every page",
    lines: [
      { keys: [["s"], ["f"], ["/"]], does: "search" },
      { keys: [["n"], ["."]], does: "the next page" },
      { keys: [["p"], [","]], does: "the page before" },
    ],
  },
];

export const singleKeysWords = {
  label: "The keys of “On every page” are on",
};
