// Two versions of a text as one, to be read: what was removed and what was added. Loaded when it is first
// asked for.

import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { saving } from "./texts.ts";

export function showDifference(place: HTMLElement, before: string, now: string): void {
  if (before === now) {
    place.replaceChildren(saving.noChange);
    return;
  }
  const extensions = [
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-label": saving.difference, tabindex: "0" }),
    unifiedMergeView({
      original: before,
      mergeControls: false,
      highlightChanges: false,
      collapseUnchanged: { margin: 2, minSize: 4 },
    }),
  ];
  new EditorView({ parent: place, state: EditorState.create({ doc: now, extensions }) });
}
