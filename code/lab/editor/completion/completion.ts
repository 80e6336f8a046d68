// Completion for the course's own API. Loaded when the learner first enters an editor.

import { acceptCompletion, autocompletion } from "@codemirror/autocomplete";
import { pythonLanguage } from "@codemirror/lang-python";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import api from "learner-api";
import { modulesBeside } from "./learner_api.ts";
import { annotatedParameters } from "./scope.ts";
import { courseSource, namesOfText } from "./sources.ts";

/** Returns the extension that completes in the file of this starter, with these modules. */
export function completion(starter: string, importable: string[]): Extension {
  const modules = modulesBeside(api, importable);
  const text = (node: SyntaxNode): string => starter.slice(node.from, node.to);
  const given = annotatedParameters(pythonLanguage.parser.parse(starter).topNode, text);
  return [
    autocompletion({
      override: [courseSource(modules, given), namesOfText(modules)],
      icons: false,
      maxRenderedOptions: 60,
    }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptCompletion }])),
  ];
}
