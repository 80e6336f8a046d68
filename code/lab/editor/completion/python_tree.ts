// Reads the tree of the learner's Python: classes with their members, functions with their parameters, and
// where a name gets its value.

import type { SyntaxNode } from "@lezer/common";
import type { Described } from "./learner_api.ts";

export type TextOf = (node: SyntaxNode) => string;

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** The nearest node around this one, or itself, with this name. */
export function around(node: SyntaxNode | null, name: string): SyntaxNode | null {
  for (let each = node; each !== null; each = each.parent) if (each.name === name) return each;
  return null;
}

export function nameOf(definition: SyntaxNode, text: TextOf): string {
  const name = definition.getChild("VariableName");
  return name === null ? "" : text(name);
}

/** The classes of the file, by name. */
export function classesOfFile(top: SyntaxNode, text: TextOf): Map<string, SyntaxNode> {
  const found = childrenOf(top).map((node) =>
    node.name === "DecoratedStatement" ? (node.getChild("ClassDefinition") ?? node) : node,
  );
  const classes = found.filter((node) => node.name === "ClassDefinition");
  return new Map(classes.map((node) => [nameOf(node, text), node]));
}

export function functionsOf(definition: SyntaxNode): SyntaxNode[] {
  const body = definition.getChild("Body");
  if (body === null) return [];
  return childrenOf(body).flatMap((node) => {
    const inner = node.name === "DecoratedStatement" ? node.getChild("FunctionDefinition") : node;
    return inner?.name === "FunctionDefinition" ? [inner] : [];
  });
}

/** Parameters and their annotations, which are empty where there are none. */
export function parametersOf(definition: SyntaxNode, text: TextOf): Map<string, string> {
  const parameters = new Map<string, string>();
  const list = definition.getChild("ParamList");
  for (const name of list?.getChildren("VariableName") ?? []) {
    if (name.prevSibling?.name === "AssignOp") continue; // a default that is a name
    const type = name.nextSibling?.name === "TypeDef" ? text(name.nextSibling) : "";
    parameters.set(text(name), type.replace(/^:\s*/, ""));
  }
  return parameters;
}

export function returnsOf(definition: SyntaxNode, text: TextOf): string {
  const type = definition.getChild("TypeDef");
  return type === null ? "" : text(type).replace(/^->\s*/, "");
}

/** Every `target = value` below this node, in order. */
export function assignmentsIn(node: SyntaxNode): { target: SyntaxNode; value: SyntaxNode }[] {
  const found: { target: SyntaxNode; value: SyntaxNode }[] = [];
  node.cursor().iterate((each) => {
    if (each.name !== "AssignStatement") return;
    const parts = childrenOf(each.node).filter(({ name }) => name !== "TypeDef");
    const [target, sign, value] = parts;
    if (parts.length === 3 && target && sign?.name === "AssignOp" && value)
      found.push({ target, value });
  });
  return found;
}

/** What a class of the learner's file has: its functions, and what it sets on itself. */
export function membersOf(definition: SyntaxNode, text: TextOf): Described[] {
  const functions = functionsOf(definition).map((node): Described => {
    const parameters = [...parametersOf(node, text)].filter(([name]) => !/^(self|cls)$/.test(name));
    const written = parameters.map(([name, type]) => (type === "" ? name : `${name}: ${type}`));
    const name = nameOf(node, text);
    return { name, kind: "method", doc: "", parameters: written, returns: returnsOf(node, text) };
  });
  const own = assignmentsIn(definition)
    .map(({ target }) => text(target))
    .filter((target) => /^self\.\w+$/.test(target))
    .map((target) => target.slice("self.".length));
  const fields = [...new Set(own)].map((name): Described => ({ name, kind: "field", doc: "" }));
  return [...fields, ...functions.filter(({ name }) => !name.startsWith("__"))];
}
