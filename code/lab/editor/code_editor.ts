// The code editor: CodeMirror with Python, in the look of the course. One for each file.

import { history, historyKeymap, indentWithTab } from "@codemirror/commands";
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
  type KeyBinding,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { CourseFile } from "../protocol/page_data.ts";
import type { EditableText } from "../shared/editable_text.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { courseHighlighting } from "./highlighting.ts";
import { lineAnnotations } from "./line_annotations.ts";
import { repairPasted } from "./pasted_text.ts";
import { editorWords } from "./texts.ts";
import { usualKeys } from "./usual_keys.ts";

// CodeMirror gives Tab back to the page for two seconds after Esc, which is too short for many. It ends with
// the next key as before.
const leavingMilliseconds = 600_000;

function leaveWithTabAfterEscape(event: KeyboardEvent, view: EditorView): void {
  if (event.key === "Escape") view.setTabFocusMode(leavingMilliseconds);
}

/** What completion has to know: the starter, and the modules beside the library that can be imported. */
export interface CompletionScope {
  starter: string;
  importable: string[];
}

/** What an editor asks for. */
export interface EditorActions {
  /** Mod-Enter. */
  run(): void;
  /** Mod-Shift-Enter. */
  check(): void;
  /** The text changed, by the reader or by a replacement. */
  changed(text: string): void;
}

/** Makes an editor; one for reading only, unless the file is the learner's. */
export function makeEditor(
  parent: HTMLElement,
  file: CourseFile,
  text: string,
  actions: EditorActions,
  scope: CompletionScope,
): EditorView {
  const keys = [keyFor("Mod-Enter", actions.run), keyFor("Mod-Shift-Enter", actions.check)];
  const extensions: Extension[] = [
    keymap.of([...keys, ...searchKeymap, ...historyKeymap, indentWithTab, ...usualKeys]),
    EditorView.domEventObservers({ keyup: leaveWithTabAfterEscape }),
    python(),
    indentUnit.of("    "),
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    highlightSelectionMatches(),
    search({ top: true }),
    syntaxHighlighting(courseHighlighting),
    EditorView.contentAttributes.of({
      "aria-label": editorWords.label[file.role](file.name),
      tabindex: "0", // says to all that the code, and so what scrolls around it, takes the focus
    }),
    file.role === "yours" ? writable(actions, scope) : readable(),
  ];
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
}

function keyFor(key: string, act: () => void): KeyBinding {
  return {
    key,
    run: () => {
      act();
      return true;
    },
  };
}

function writable(actions: EditorActions, scope: CompletionScope): Extension {
  return [
    history(),
    indentOnInput(),
    bracketMatching(),
    lineAnnotations(),
    EditorView.clipboardInputFilter.of(repairPasted),
    completeOnceFocused(scope),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) actions.changed(update.state.doc.toString());
    }),
  ];
}

// Completion is loaded at the first focus; without it the editor works as before.
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

/** Returns the text of an editor; replacing it is one change, so that one undo restores the old text. */
export function textIn(view: EditorView): EditableText {
  return {
    read: () => view.state.doc.toString(),
    replace: (text) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
