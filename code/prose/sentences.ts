// The sentences of a piece of prose, as a reader hears them: without marks, links and code.

import type { TxtNode } from "@textlint/ast-node-types";
import { parse } from "@textlint/markdown-to-ast";
import type { Piece } from "./pieces.ts";

export interface Sentence {
  readonly text: string;
  /** The line of the file in which it begins. */
  readonly line: number;
  readonly place: Place;
}

/** A node of the tree, with what only some kinds have. */
interface Part extends TxtNode {
  readonly value?: string;
  readonly alt?: string;
  readonly children?: readonly Part[];
}

type Place = "Paragraph" | "Header" | "TableCell";

/** What stands for a piece of code, or for the name of a check, in a sentence: one word. */
export const NAME = "CODE";

const PLACES = new Set<string>(["Paragraph", "Header", "TableCell"] satisfies Place[]);
const SPLITTER = new Intl.Segmenter("en", { granularity: "sentence" });

/** The sentences of a piece, from its first to its last. */
export function sentencesOf(piece: Piece): Sentence[] {
  const sentences: Sentence[] = [];
  const visit = (node: Part) => {
    if (!PLACES.has(node.type)) {
      for (const child of node.children ?? []) visit(child);
      return;
    }
    const { text, lines } = heard(node);
    for (const { segment, index } of SPLITTER.segment(text)) {
      const line = piece.line + (lines[index] ?? 1) - 1;
      const words = segment.replace(/ +/g, " ").trim();
      if (words !== "") sentences.push({ text: words, line, place: node.type as Place });
    }
  };
  visit(parse(piece.markdown) as Part);
  return sentences;
}

/** The words of a sentence; a piece of code is one. */
export function wordsOf(sentence: Sentence): string[] {
  return sentence.text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

interface Heard {
  text: string;
  /** For each character of the text, its line in the piece. */
  lines: number[];
}

function heard(node: Part): Heard {
  const all: Heard = { text: "", lines: [] };
  const add = (text: string, line: number) => {
    const rows = text.split("\n");
    for (const [index, row] of rows.entries())
      for (const _ of index ? ` ${row}`.split("") : row.split("")) all.lines.push(line + index);
    all.text += rows.join(" "); // a line break would end a sentence
  };
  const listen = (part: Part) => {
    const line = part.loc.start.line;
    if (part.type === "Str") add(part.value ?? "", line);
    else if (part.type === "Code" || isName(part)) add(NAME, line);
    else if (part.type === "Break") add(" ", line);
    else if (part.type === "Image") add(part.alt ?? "", line);
    else for (const child of part.children ?? []) listen(child);
  };
  listen(node);
  return all;
}

/** In the texts, the name of a check or a button is in italics, as it is on the page. */
function isName(node: Part): boolean {
  return node.type === "Emphasis" && /^.[A-Z]\S* \S/.test(node.raw);
}
