// The keys of the editor, the files and the history, as the dialog lists them.

export interface Shortcut {
  /** Alternatives, each of keys that are pressed together; with `inTurn`, one after the other. */
  keys: string[][];
  inTurn?: boolean;
  does: string;
}

export interface ShortcutGroup {
  title: string;
  lines: Shortcut[];
}

export const shortcutsWords = {
  title: "Keys",
  close: "Close",
  or: "or",
  inTurn: "then",
};

/** `mod` is the key that goes with others: ⌘ or Ctrl. */
export function shortcutGroups(mod: string): ShortcutGroup[] {
  return [
    {
      title: "In the editor",
      lines: [
        { keys: [[mod, "Enter"]], does: "run the code" },
        { keys: [["Ctrl", "Space"]], does: "complete a name; it opens by itself after a dot" },
        { keys: [["Enter"], ["Tab"]], does: "take the name that is marked" },
        { keys: [["Tab"], ["Shift", "Tab"]], does: "indent, and back" },
        { keys: [["Esc"], ["Tab"]], inTurn: true, does: "leave the editor" },
        {
          keys: [
            [mod, "Z"],
            [mod, "Shift", "Z"],
          ],
          does: "undo, and redo",
        },
        { keys: [[mod, "F"]], does: "search, and replace" },
        { keys: [[mod, "/"]], does: "make lines comments, and back" },
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
  ];
}
