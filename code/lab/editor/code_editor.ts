// The code editor: CodeMirror with Python, in the quiet look of the course. One for each file.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { CourseFile } from "../protocol/page_data.ts";
import type { EditableText } from "../shared/editable_text.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { editorLabels } from "../shared/texts.ts";
import { courseHighlighting } from "./highlighting.ts";
import { lineAnnotations } from "./line_annotations.ts";

/** What the learner's file begins as, and which modules it can import beside the library. */
export interface CompletionScope {
  starter: string;
  importable: string[];
}

export interface EditorActions {
  /** Mod-Enter. */
  run(): void;
  /** The text changed, by the reader or by a replacement. */
  changed(text: string): void;
}

/** An editor for the learner's file; for any other file, one that is only read. */
export function makeEditor(
  parent: HTMLElement,
  file: CourseFile,
  text: string,
  actions: EditorActions,
  completed: CompletionScope,
): EditorView {
  const runKey = {
    key: "Mod-Enter",
    run: () => {
      actions.run();
      return true;
    },
  };
  const extensions: Extension[] = [
    keymap.of([runKey, ...searchKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap]),
    python(),
    indentUnit.of("    "),
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    highlightSelectionMatches(),
    search({ top: true }),
    syntaxHighlighting(courseHighlighting),
    EditorView.contentAttributes.of({
      "aria-label": editorLabels[file.role](file.name),
      tabindex: "0", // says to all that the code, and so what scrolls around it, takes the focus
    }),
    file.role === "yours" ? writable(actions, completed) : readable(),
  ];
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
}

function writable(actions: EditorActions, completed: CompletionScope): Extension {
  return [
    history(),
    indentOnInput(),
    bracketMatching(),
    lineAnnotations(),
    completeOnceFocused(completed),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) actions.changed(update.state.doc.toString());
    }),
  ];
}

// Completion is loaded when the caret first comes in; without it the editor is as good as before.
function completeOnceFocused({ starter, importable }: CompletionScope): Extension {
  const place = new Compartment();
  let asked = false;
  const load = async (view: EditorView): Promise<void> => {
    if (asked) return;
    asked = true;
    try {
      const { completion } = await lazyImport(() => import("./completion/completion.ts"));
      view.dispatch({ effects: place.reconfigure(completion(starter, importable)) });
    } catch {
      asked = false; // so that it is asked for again
    }
  };
  const focus = (_: FocusEvent, view: EditorView): void => void load(view);
  return [place.of([]), EditorView.domEventHandlers({ focus })];
}

// Still focusable, with a caret, so that it can be read, searched and copied by keyboard; without the
// on-screen keyboard of a phone.
function readable(): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-readonly": "true", inputmode: "none" }),
  ];
}

/** The editor's text; to replace it is one change, so that undo brings the old text back as a whole. */
export function textIn(view: EditorView): EditableText {
  return {
    read: () => view.state.doc.toString(),
    replace: (text) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
