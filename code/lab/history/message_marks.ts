// Marks messages in sentences: `A` and `A·1` get the look of message A wherever they occur, and `A+B·1` that
// of a batch.

import { element } from "../shared/dom.ts";

const LONGEST_NAME = 16; // what is longer may have to be broken on a phone

/** A piece of a text, and the message that it names. */
export interface Token {
  text: string;
  message: string | null;
}

/** Cuts a text at the names of messages and of attempts at them. */
export function tokens(text: string, messages: readonly string[]): Token[] {
  if (messages.length === 0) return text === "" ? [] : [{ text, message: null }];
  const names = messages.map((name) => name.replace(/[^\w]/g, "\\$&")).join("|");
  const batch = `(?:${names})(?:\\+(?:${names}))*`;
  const pattern = new RegExp(`(?<![\\w·.:'-])(${batch})(·\\d+)?(?![\\w·'-])`, "g");
  const found: Token[] = [];
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > last) found.push({ text: text.slice(last, match.index), message: null });
    found.push({ text: match[0], message: match[1] ?? null });
    last = match.index + match[0].length;
  }
  if (last < text.length) found.push({ text: text.slice(last), message: null });
  return found;
}

/** Returns the text as nodes for an element; no short name in it is broken at a hyphen. */
export function markMessages(text: string, messages: readonly string[]): (Node | string)[] {
  return tokens(text, messages).flatMap((token) =>
    token.message === null ? keepNamesWhole(token.text) : [messageMark(token.message, token.text)],
  );
}

function keepNamesWhole(text: string): (Node | string)[] {
  const pieces = text.split(/(?<![\w-])(\w+(?:-\w+)+)(?![\w-])/);
  return pieces
    .filter((piece) => piece !== "")
    .map((piece) =>
      /^\w+(-\w+)+$/.test(piece) && piece.length <= LONGEST_NAME
        ? element("span", { class: "whole" }, piece)
        : piece,
    );
}

/** Returns the name of a message or attempt, with the look of the message. */
export function messageMark(message: string, text: string): HTMLElement {
  return element("b", { class: `msg ${letterOf(message)}` }, text);
}

/** Returns the names of the messages that are delivered as one: of a batch several, else this one. */
export function messagesOf(message: string | null): string[] {
  return message === null ? [] : message.split("+");
}

/** Returns the label of an attempt for where there is little room: `AB·1` for `A+B·1`, `re·1` for `relay·1`. */
export function shortLabel(label: string): string {
  const dot = label.lastIndexOf("·");
  return `${label.slice(0, dot).replace(/\+/g, "").slice(0, 2)}${label.slice(dot)}`;
}

/** Returns which of the four looks a message has: a, b, c, or d for all others: those that follow, batches. */
export function letterOf(message: string | null): "a" | "b" | "c" | "d" {
  if (message !== null && /[+:]/.test(message)) return "d";
  const letter = message?.[0]?.toLowerCase();
  return letter === "a" || letter === "b" || letter === "c" ? letter : "d";
}
