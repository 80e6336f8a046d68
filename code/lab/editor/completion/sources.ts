// Where the caret stands decides what is offered: members behind a dot, names of a module on its import
// line, parameters within a call, and else the names of the course and of the file.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { pickedCompletion } from "@codemirror/autocomplete";
import { localCompletionSource } from "@codemirror/lang-python";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { SyntaxNode, Tree } from "@lezer/common";
import { addImport, importsOf } from "./imports.ts";
import { type Modules, parametersLeft } from "./learner_api.ts";
import { argumentFor, optionFor } from "./options.ts";
import { around, childrenOf } from "./python_tree.ts";
import { Scope } from "./scope.ts";
import { completionWords } from "./texts.ts";

const WORD = /^\w*$/;
const lettersBeforeItOpens = 2;
const mostParsingMilliseconds = 100;

export type Source = (context: CompletionContext) => CompletionResult | null;

/** Completes the names of these modules; `given` has the annotations of the starter's parameters. */
export function courseSource(modules: Modules, given: Map<string, string>): Source {
  return (context) => {
    const top = treeOf(context.state).topNode;
    const node = treeOf(context.state).resolveInner(context.pos, -1);
    if (/String|Comment/.test(node.name)) return null;
    const text = (each: SyntaxNode): string => context.state.sliceDoc(each.from, each.to);
    const word = context.matchBefore(/\w*/);
    const from = word?.from ?? context.pos;
    const line = context.state.doc.lineAt(context.pos);
    const before = context.state.sliceDoc(line.from, from);
    const imported = moduleOfImport(around(node, "ImportStatement"), before, text);
    if (imported !== null)
      return resultOf(
        from,
        (modules[imported] ?? []).map((each) => optionFor(each, { apply: each.name })),
      );
    const scope = new Scope(top, text, modules, given);
    if (before.endsWith(".")) {
      const object = expressionBefore(context, from - 1);
      const members = object === null ? [] : scope.membersOfValue(object);
      return resultOf(
        from,
        members.map((each, index) =>
          optionFor(each, { sortText: String.fromCharCode(48 + index) }),
        ),
      );
    }
    if (!context.explicit && context.pos - from < lettersBeforeItOpens) return null;
    const byName = /[(,]\s*$/.test(before) ? argumentsAt(node, from, scope) : [];
    return resultOf(from, [...byName, ...namesOf(modules, top, text)]);
  };
}

/** The parameters of the call around the caret that were not given yet. */
function argumentsAt(node: SyntaxNode, from: number, scope: Scope): Completion[] {
  const list = around(node, "ArgList");
  const callee = list?.parent?.name === "CallExpression" ? list.parent.firstChild : null;
  const called = callee && scope.called(callee);
  if (!list || !called) return [];
  const given = childrenOf(list).filter((each) => each.name === "," && each.to <= from).length;
  return parametersLeft(called, given).map((name) => argumentFor(name, called));
}

/** The names that the learner's own text has, without those that the course explains better. */
export function namesOfText(modules: Modules): Source {
  const explained = new Set(Object.values(modules).flatMap((all) => all.map((each) => each.name)));
  return (context) => {
    const word = context.matchBefore(/[\w.]*/);
    if (word === null || word.text.includes(".")) return null;
    if (!context.explicit && word.text.length < lettersBeforeItOpens) return null;
    if (around(treeOf(context.state).resolveInner(context.pos, -1), "ImportStatement")) return null;
    const found = localCompletionSource(context);
    if (found === null) return null;
    return {
      ...found,
      options: found.options.filter(
        ({ label }) => !explained.has(label) && !label.startsWith("__"),
      ),
    };
  };
}

/** The tree of the whole text, as far as it can be had at once. */
function treeOf(state: EditorState): Tree {
  return ensureSyntaxTree(state, state.doc.length, mostParsingMilliseconds) ?? syntaxTree(state);
}

function resultOf(from: number, options: Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: WORD };
}

/** Which module's names can be imported here; null when this is no place for one. */
function moduleOfImport(
  statement: SyntaxNode | null,
  before: string,
  text: (node: SyntaxNode) => string,
): string | null {
  const written = statement === null ? before : text(statement);
  const module = /^\s*from\s+(\w+)\s+import\b/.exec(written)?.[1];
  return module !== undefined && (statement !== null || /import\s/.test(before)) ? module : null;
}

/** The whole expression that ends where the dot stands. */
function expressionBefore(context: CompletionContext, dot: number): SyntaxNode | null {
  let node: SyntaxNode | null = treeOf(context.state).resolveInner(dot, -1);
  while (node?.parent && node.parent.to === dot && /Expression$|ArgList/.test(node.parent.name))
    node = node.parent;
  return node;
}

function namesOf(
  modules: Modules,
  top: SyntaxNode,
  text: (node: SyntaxNode) => string,
): Completion[] {
  const imported = new Set(importsOf(top, text).flatMap(({ names }) => names.map(text)));
  return Object.entries(modules).flatMap(([module, all]) =>
    all.map((each) =>
      imported.has(each.name)
        ? optionFor(each, { boost: 1 })
        : optionFor(each, {
            detail: completionWords.imports(module),
            apply: writeAndImport(module),
          }),
    ),
  );
}

/** Writes the name, and adds it to what is imported. */
function writeAndImport(module: string) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    const top = treeOf(view.state).topNode;
    const text = (node: SyntaxNode): string => view.state.sliceDoc(node.from, node.to);
    const adding = addImport(top, text, module, completion.label);
    const changes = view.state.changes([
      ...(adding === null ? [] : [adding]),
      { from, to, insert: completion.label },
    ]);
    view.dispatch({
      changes,
      selection: { anchor: changes.mapPos(to, 1) },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
  };
}
