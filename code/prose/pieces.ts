// What is prose in a file: the pieces of Markdown that a reader of the course gets to see, each with
// the line at which it begins. A piece has as many lines as it has in its file.

import type { SyntaxNode } from "@lezer/common";
import { parser as javascript } from "@lezer/javascript";
import { parser as python } from "@lezer/python";
import { commonMark } from "./common_mark.ts";

export interface Piece {
  readonly line: number; // the first line of a file is line 1
  readonly markdown: string;
}

/** Inside the library learners read the messages, and not what explains the code. */
const INSIDE = /consistent_messaging\/(?!api\/)/;

/** The pieces of a file, by the ending of its name. */
export function piecesOf(path: string, source: string): Piece[] {
  if (path.endsWith(".md")) return pageOf(source);
  if (path.endsWith(".ts"))
    return stringsOf(javascript.configure({ dialect: "ts" }).parse(source).topNode, source);
  if (/^# %%/m.test(source)) return cellsOf(source);
  const messages = stringsOf(python.parse(source).topNode, source, INSIDE.test(path));
  return INSIDE.test(path) ? messages : [...messages, ...commentsOf(source)];
}

function pageOf(source: string): Piece[] {
  const front = /^---\n([\s\S]*?\n)---\n/.exec(source)?.[0] ?? "";
  const described = /^description: (.*)$/m.exec(front);
  const pieces = [
    { line: 1 + lineBreaks(front), markdown: commonMark(source.slice(front.length)) },
  ];
  if (described)
    pieces.push({
      line: 1 + lineBreaks(front.slice(0, described.index)),
      markdown: described[1] ?? "",
    });
  return pieces;
}

/** A notebook's texts: comments below `# %% [markdown]`. */
function cellsOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  for (const cell of source.matchAll(/^# %% \[markdown\]\n((?:#.*\n?)*)/gm)) {
    const text = (cell[1] ?? "").replace(/^# ?/gm, "");
    const line = 2 + lineBreaks(source.slice(0, cell.index));
    pieces.push(...pageOf(text).map((piece) => ({ ...piece, line: piece.line + line - 1 })));
  }
  return pieces;
}

/** Runs of comments that have a line to themselves. */
function commentsOf(source: string): Piece[] {
  return [...source.matchAll(/(?:^[ \t]*#(?!:).*\n?)+/gm)].map((comments) => ({
    line: 1 + lineBreaks(source.slice(0, comments.index)),
    markdown: comments[0].replace(/^[ \t]*# ?/gm, ""),
  }));
}

const STRINGS = new Set(["String", "FormatString", "TemplateString"]);

const SQL = /^(?:BEGIN|CREATE|DELETE FROM|DO|INSERT INTO|SELECT|UPDATE|WITH) /;

/** Strings that are sentences rather than names; what is filled in becomes a piece of code. */
function stringsOf(top: SyntaxNode, source: string, withoutDocstrings = false): Piece[] {
  const pieces: Piece[] = [];
  const add = (parts: SyntaxNode[]) => {
    const first = parts[0];
    const markdown = parts.map((part) => textOf(part, source)).join("");
    if (!first || markdown.trim().split(/\s+/).length < 4 || SQL.test(markdown)) return;
    pieces.push({ line: 1 + lineBreaks(source.slice(0, first.from)), markdown });
  };
  const walk = (node: SyntaxNode) => {
    if (node.name === "ContinuedString") return add(childrenOf(node));
    if (STRINGS.has(node.name)) return add([node]);
    if (withoutDocstrings && node.name === "ExpressionStatement" && isString(node.firstChild))
      return;
    for (const child of childrenOf(node)) walk(child);
  };
  walk(top);
  return pieces;
}

function isString(node: SyntaxNode | null): boolean {
  return node !== null && (STRINGS.has(node.name) || node.name === "ContinuedString");
}

function textOf(node: SyntaxNode, source: string): string {
  let text = "";
  let from = node.from;
  for (const hole of childrenOf(node)) {
    if (!/^(Interpolation|FormatReplacement)$/.test(hole.name)) continue;
    text += `${source.slice(from, hole.from)}\`…\``;
    from = hole.to;
  }
  text += source.slice(from, node.to);
  return dedent(
    text
      .replace(/^[a-zA-Z]*("""|'''|["'`])([\s\S]*)\1$/, "$2")
      .replace(/\\([\s\S])/g, (_, char) => (char === "n" ? " " : char)),
  );
}

/** Takes from all lines but the first what they are indented by. */
function dedent(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const indents = rest
    .filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.length ? Math.min(...indents) : 0;
  return [first, ...rest.map((line) => line.slice(indent))].join("\n");
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

const lineBreaks = (text: string): number => text.split("\n").length - 1;
