// Of which class a value is, as far as the learner's own text and the course's signatures tell: annotations,
// assignments, loops, and what a call returns. What cannot be told is left open.

import type { SyntaxNode } from "@lezer/common";
import { classesOf, elementOf } from "./annotations.ts";
import type { Described, Modules } from "./learner_api.ts";
import {
  around,
  assignmentsIn,
  childrenOf,
  classesOfFile,
  functionsOf,
  membersOf,
  nameOf,
  parametersOf,
  type TextOf,
} from "./python_tree.ts";

const mostSteps = 12;

export class Scope {
  private readonly known: Map<string, Described>;
  private readonly classes: Map<string, SyntaxNode>;

  /** `given` has the annotations of the starter's parameters, for a learner who leaves them out. */
  constructor(
    top: SyntaxNode,
    private readonly text: TextOf,
    modules: Modules,
    private readonly given: Map<string, string>,
  ) {
    this.known = new Map(
      Object.values(modules)
        .flat()
        .map((described) => [described.name, described]),
    );
    this.classes = classesOfFile(top, text);
  }

  /** What can stand behind the dot of this expression. */
  membersOfValue(node: SyntaxNode): Described[] {
    return classesOf(this.typeOf(node)).flatMap((name) => this.membersOfClass(name));
  }

  /** What is called, if it is known. */
  called(node: SyntaxNode): Described | null {
    if (node.name === "VariableName") return this.known.get(this.text(node)) ?? null;
    if (node.name !== "MemberExpression") return null;
    return this.member(node, mostSteps);
  }

  private membersOfClass(name: string): Described[] {
    const own = this.classes.get(name);
    return own ? membersOf(own, this.text) : (this.known.get(name)?.members ?? []);
  }

  private typeOf(node: SyntaxNode, steps = mostSteps): string {
    if (steps === 0) return "";
    if (node.name === "ParenthesizedExpression")
      return node.firstChild?.nextSibling
        ? this.typeOf(node.firstChild.nextSibling, steps - 1)
        : "";
    if (node.name === "VariableName") return this.typeOfName(node, steps);
    if (node.name === "MemberExpression") return this.typeOfMember(node, steps);
    if (node.name !== "CallExpression" || node.firstChild === null) return "";
    const callee = node.firstChild;
    const name = this.text(callee);
    if (this.classes.has(name)) return name;
    if (callee.name === "MemberExpression") return this.member(callee, steps - 1)?.returns ?? "";
    const known = this.known.get(name);
    return known?.kind === "class" ? known.name : (known?.returns ?? "");
  }

  private typeOfName(node: SyntaxNode, steps: number): string {
    const name = this.text(node);
    const classAround = around(node, "ClassDefinition");
    if (name === "self" && classAround !== null) return nameOf(classAround, this.text);
    for (let each = node.parent; each !== null; each = each.parent) {
      const type = this.typeWithin(each, name, node.from, steps);
      if (type !== null) return type;
    }
    return "";
  }

  /** The type that a loop or a function gives to a name within it; null if it does not give one. */
  private typeWithin(node: SyntaxNode, name: string, before: number, steps: number): string | null {
    const parts = childrenOf(node);
    const loop = parts.findIndex(
      (part, index) => part.name === "for" && this.isName(parts[index + 1], name),
    );
    const over = parts[loop + 3];
    if (loop >= 0 && over !== undefined) return elementOf(this.typeOf(over, steps - 1));
    if (node.name !== "FunctionDefinition") return null;
    const assigned = assignmentsIn(node)
      .filter(({ target, value }) => this.isName(target, name) && value.to < before)
      .at(-1);
    if (assigned !== undefined) return this.typeOf(assigned.value, steps - 1);
    const annotation = parametersOf(node, this.text).get(name);
    return annotation === undefined ? null : annotation || (this.given.get(name) ?? "");
  }

  private isName(node: SyntaxNode | undefined, name: string): boolean {
    return node?.name === "VariableName" && this.text(node) === name;
  }

  private typeOfMember(node: SyntaxNode, steps: number): string {
    const [object, property] = [node.firstChild, node.getChild("PropertyName")];
    if (object === null || property === null) return "";
    const name = this.text(property);
    for (const each of classesOf(this.typeOf(object, steps - 1))) {
      const own = this.classes.get(each);
      const set = own && this.setOnSelf(own, name);
      if (set) return this.typeOf(set, steps - 1);
      const member = this.known.get(each)?.members?.find((known) => known.name === name);
      if (member?.kind === "field") return member.returns ?? "";
    }
    return "";
  }

  private setOnSelf(definition: SyntaxNode, name: string): SyntaxNode | undefined {
    return functionsOf(definition)
      .flatMap(assignmentsIn)
      .find(({ target }) => this.text(target) === `self.${name}`)?.value;
  }

  private member(node: SyntaxNode, steps: number): Described | null {
    const [object, property] = [node.firstChild, node.getChild("PropertyName")];
    if (object === null || property === null) return null;
    const name = this.text(property);
    const members = classesOf(this.typeOf(object, steps - 1)).flatMap((each) =>
      this.membersOfClass(each),
    );
    return members.find((each) => each.name === name) ?? null;
  }
}

/** The annotations of all parameters of all methods of a file, by name. */
export function annotatedParameters(top: SyntaxNode, text: TextOf): Map<string, string> {
  const found = [...classesOfFile(top, text).values()]
    .flatMap(functionsOf)
    .flatMap((node) => [...parametersOf(node, text)]);
  return new Map(found.filter(([, annotation]) => annotation !== ""));
}
