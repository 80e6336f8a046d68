// The pane with the learner's code at a step: the line that it is about, the lines that ran, where each
// attempt waits, and the values that decided a branch.

import { pythonLanguage } from "@codemirror/lang-python";
import { highlightCode } from "@lezer/highlight";
import { courseHighlighting } from "../editor/highlighting.ts";
import type { Moment, Trace } from "../protocol/trace.ts";
import { element } from "../shared/dom.ts";
import { lookOf } from "./diagram/svg.ts";
import { messageMark, shortLabel } from "./message_marks.ts";
import type { Playback } from "./playback.ts";
import { detailWords } from "./texts.ts";

/** Makes the pane; it follows the playback. */
export function makeCodePane(playback: Playback, file: string, source: string): HTMLElement {
  const { trace } = playback;
  const [from, to] = extent(trace, source);
  const lines = new Map<number, HTMLElement>();
  const code = element("pre", { class: "code", tabindex: "0", role: "region" });
  code.setAttribute("aria-label", detailWords.code(file));
  const parts = highlighted(source);
  const indent = Math.min(...parts.slice(from - 1, to).map(({ text }) => indentOf(text)));
  for (let number = from; number <= to; number += 1) {
    const line = parts[number - 1];
    const made = element("span", { class: "l", "data-n": String(number) });
    const text = element("span", { class: "text" }, ...(line?.nodes(indent) ?? []));
    const deep = (line?.text.length ?? 0) - (line?.text.trimStart().length ?? 0) - indent;
    text.style.setProperty("--deep", String(Math.max(0, deep)));
    made.append(text);
    lines.set(number, made);
    code.append(made);
  }
  playback.follow((moment) => show(moment, lines, trace));
  const legend = element("small", {}, detailWords.codeLegend);
  const heading = element("h4", {}, file, " ", legend);
  return element("section", { class: "pane code-pane" }, heading, code);
}

function show(moment: Moment, lines: Map<number, HTMLElement>, trace: Trace): void {
  const ran = new Set(moment.ran);
  for (const [number, line] of lines) {
    const about = number === moment.line;
    const looks = [
      "l",
      lookOf(moment.message),
      ran.has(number) ? "ran" : "",
      about ? "is-line" : "",
    ];
    line.className = looks.filter(Boolean).join(" ");
    for (const note of line.querySelectorAll(".at, .value")) note.remove();
  }
  for (const { label, message, line } of moment.attempts) {
    const mark = messageMark(message, shortLabel(label));
    const place = element("span", { class: "at", title: label }, mark);
    lines.get(line ?? 0)?.prepend(place);
  }
  for (const { line, text } of moment.decided)
    lines.get(line)?.append(element("span", { class: "value" }, text));
  if (trace.line !== null) lines.get(trace.line)?.classList.add("is-guilty");
}

/** From the first function that asks a store, or holds the guilty line, to the last line that runs. */
function extent(trace: Trace, source: string): [number, number] {
  const all = trace.moments.flatMap((moment) => [
    ...moment.ran,
    ...moment.attempts.map((attempt) => attempt.line ?? 0),
  ]);
  const lines = source.split("\n");
  const ran = all.filter((line) => line > 0 && line <= lines.length);
  if (ran.length === 0) return [1, lines.length];
  const entry = trace.moments.flatMap(({ call, line }) => (call && line !== null ? [line] : []));
  const guilty = trace.line === null ? [] : [trace.line];
  let from = Math.min(...(entry.length > 0 ? entry : ran), ...guilty);
  while (from > 1 && !/^\s*def /.test(lines[from - 1] ?? "")) from -= 1;
  return [from, Math.max(from, ...ran)];
}

interface Line {
  text: string;
  nodes(indent: number): (Node | string)[];
}

function highlighted(source: string): Line[] {
  const lines: { text: string; pieces: [string, string][] }[] = [{ text: "", pieces: [] }];
  const tree = pythonLanguage.parser.parse(source);
  const put = (text: string, looks: string): void => {
    const line = lines.at(-1);
    if (line === undefined) return;
    line.text += text;
    line.pieces.push([text, looks]);
  };
  highlightCode(source, tree, courseHighlighting, put, () => lines.push({ text: "", pieces: [] }));
  return lines.map(({ text, pieces }) => ({
    text,
    nodes: (indent) => {
      let left = indent;
      return pieces.map(([piece, looks]) => {
        const cut = Math.min(left, piece.length - piece.trimStart().length);
        left = piece.trim() === "" ? left - cut : 0;
        const shown = piece.slice(cut);
        return looks === "" ? shown : element("span", { class: looks }, shown);
      });
    },
  }));
}

function indentOf(text: string): number {
  return text.trim() === "" ? Number.POSITIVE_INFINITY : text.length - text.trimStart().length;
}
