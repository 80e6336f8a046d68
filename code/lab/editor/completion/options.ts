// What is offered: the name, its parameters beside it, and its signature with one sentence; and what is
// written when it is taken.

import { type Completion, pickedCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { element } from "../../shared/dom.ts";
import { type Described, parameterNames, signatureOf } from "./learner_api.ts";
import { completionWords } from "./texts.ts";

type Apply = Exclude<Completion["apply"], string | undefined>;

const types = { class: "class", function: "function", method: "method", field: "property" };

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

/** A parameter to be given by name. */
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

/** The name with its parentheses, unless they stand there; the caret goes to where one types on. */
function writeCall(takes: boolean): Apply {
  return (view: EditorView, completion: Completion, from: number, to: number) => {
    const stands = view.state.sliceDoc(to, to + 1) === "(";
    const insert = stands ? completion.label : `${completion.label}()`;
    const anchor = from + insert.length - (takes && !stands ? 1 : 0);
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
  };
}
