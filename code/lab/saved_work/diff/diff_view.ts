// Two versions of a text, to be read: side by side, or as one with what was removed and what was added.
// Loaded when it is first asked for.

import { python } from "@codemirror/lang-python";
import { syntaxHighlighting } from "@codemirror/language";
import { getChunks, goToNextChunk, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers, ViewPlugin } from "@codemirror/view";
import { courseHighlighting } from "../../editor/highlighting.ts";

export interface Versions {
  before: string;
  now: string;
}

export interface DiffView {
  /** How many places differ. */
  count: number;
  /** Brings the next place into sight, round and round. */
  goToNext(): void;
  destroy(): void;
}

const collapseUnchanged = { margin: 2, minSize: 4 };
const signOfLinesLeftOut = ".cm-collapsedLines";

/** As one text; the name is what a screen reader calls it. */
export function showUnified(place: HTMLElement, { before, now }: Versions, name: string): DiffView {
  const merge = { original: before, mergeControls: false, highlightChanges: false };
  const extensions = [...toRead(name), unifiedMergeView({ ...merge, collapseUnchanged })];
  const view = new EditorView({ state: EditorState.create({ doc: now, extensions }) });
  place.replaceChildren(view.dom);
  return shown(view, () => view.destroy());
}

/** Side by side; the names are what a screen reader calls the two. */
export function showSideBySide(
  place: HTMLElement,
  { before, now }: Versions,
  names: { before: string; now: string },
): DiffView {
  const views = new MergeView({
    highlightChanges: false,
    a: { doc: before, extensions: toRead(names.before) },
    b: { doc: now, extensions: toRead(names.now) },
    collapseUnchanged,
  });
  place.replaceChildren(views.dom);
  return shown(views.b, () => views.destroy());
}

function toRead(name: string): Extension[] {
  return [
    lineNumbers(),
    signsByKeyboard,
    EditorView.lineWrapping,
    python(),
    syntaxHighlighting(courseHighlighting),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({
      "aria-label": name,
      "aria-readonly": "true",
      inputmode: "none",
      tabindex: "0",
    }),
  ];
}

/** The signs for lines left out react to the mouse only: a keyboard reaches and opens them as well. */
const signsByKeyboard = [
  ViewPlugin.define((view) => {
    const offer = () => {
      for (const sign of view.contentDOM.querySelectorAll(signOfLinesLeftOut)) {
        sign.setAttribute("role", "button");
        sign.setAttribute("tabindex", "0");
      }
    };
    view.requestMeasure({ read: offer }); // once the signs are there
    return { docViewUpdate: offer };
  }),
  EditorView.domEventHandlers({
    keydown: ({ key, target }, view) => {
      if (!(target instanceof HTMLElement) || !target.matches(signOfLinesLeftOut)) return false;
      if (key !== "Enter" && key !== " ") return false;
      const at = view.posAtDOM(target);
      target.click();
      view.dispatch({ selection: { anchor: at } });
      view.focus(); // the sign is gone, and here are its lines
      return true;
    },
  }),
];

function shown(view: EditorView, destroy: () => void): DiffView {
  return {
    count: getChunks(view.state)?.chunks.length ?? 0,
    goToNext: () => {
      goToNextChunk(view);
      view.focus();
      view.dispatch({
        effects: EditorView.scrollIntoView(view.state.selection.main.from, { y: "center" }),
      });
    },
    destroy,
  };
}
