// The options of completion: a name, its parameters, its signature with one sentence, and the text that is
// inserted when it is chosen.

import { type Completion, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { element } from "../../shared/dom.ts";
import { type Described, parameterNames, signatureOf } from "./learner_api.ts";
import { completionWords } from "./texts.ts";

type Apply = Exclude<Completion["apply"], string | undefined>;

const types = { class: "class", function: "function", method: "method", field: "property" };

/** Returns the option for a name of the API. */
export function optionFor(described: Described, more: Partial<Completion> = {}): Completion {
  const { name, kind } = described;
  const isCalled = kind === "method" || kind === "function";
  return {
    label: name,
    type: types[kind],
    ...(isCalled ? { detail: `(${parameterNames(described).join(", ")})` } : {}),
    ...(isCalled ? { apply: writeCall((described.parameters ?? []).length > 0) } : {}),
    info: () => infoOf(described),
    ...more,
  };
}

/** Returns the option for a parameter that is passed by name. */
export function argumentFor(name: string, called: Described): Completion {
  return {
    label: `${name}=`,
    type: "variable",
    boost: 2,
    info: () => infoOf(called),
  };
}

function infoOf(described: Described): HTMLElement {
  const signature = element("code", {}, signatureOf(described));
  const sentence = element("p", {}, ...withCode(described.doc));
  const info = element("div", { class: "lab-api" }, signature, sentence);
  if (described.doc === "") sentence.textContent = completionWords.yours;
  return info;
}

/** A docstring's sentence; what it has between backticks is code. */
function withCode(doc: string): (Node | string)[] {
  return doc.split("`").map((part, index) => (index % 2 === 1 ? element("code", {}, part) : part));
}

/** Inserts the name with parentheses, unless it has them, and puts the caret where one types on. */
function writeCall(takes: boolean): Apply {
  return (view: EditorView, completion: Completion, from: number, to: number) => {
    const hasParenthesis = view.state.sliceDoc(to, to + 1) === "(";
    const insert = hasParenthesis ? completion.label : `${completion.label}()`;
    const anchor = from + insert.length - (takes && !hasParenthesis ? 1 : 0);
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
  };
}
