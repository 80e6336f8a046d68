// The names that the learner's file imports, and how one more is added where they stand.

import type { ChangeSpec } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import { childrenOf, type TextOf } from "./python_tree.ts";

export interface Import {
  node: SyntaxNode;
  module: string;
  names: SyntaxNode[];
}

/** Every `from module import name, …` at the top of the file. */
export function importsOf(top: SyntaxNode, text: TextOf): Import[] {
  return top.getChildren("ImportStatement").flatMap((node) => {
    const parts = childrenOf(node);
    const split = parts.findIndex((part) => part.name === "import");
    if (parts[0]?.name !== "from" || split < 0) return [];
    const module = parts.slice(1, split).map(text).join("");
    const names = parts.slice(split).filter((part) => part.name === "VariableName");
    return [{ node, module, names }];
  });
}

/** The change that imports the name: into the line that there is for its module, or a line of its own. */
export function addImport(
  top: SyntaxNode,
  text: TextOf,
  module: string,
  name: string,
): ChangeSpec | null {
  const imports = importsOf(top, text);
  const there = imports.find((each) => each.module === module);
  if (there?.names.some((each) => text(each) === name)) return null;
  const last = there?.names.at(-1);
  if (last !== undefined) {
    const oneBelowTheOther = text(there?.node as SyntaxNode).includes("\n");
    return { from: last.to, insert: oneBelowTheOther ? `,\n    ${name}` : `, ${name}` };
  }
  const line = `from ${module} import ${name}\n`;
  const before = imports.at(-1)?.node;
  return before === undefined
    ? { from: 0, insert: line }
    : { from: before.to, insert: `\n${line.trimEnd()}` };
}
