// Sentences with their messages: wherever `A` or `A·1` stands in a text, it gets the look of message A.

import { element } from "../shared/dom.ts";

export interface Token {
  text: string;
  message: string | null;
}

/** Cuts a text at the names of messages and of attempts at them. */
export function tokens(text: string, messages: readonly string[]): Token[] {
  if (messages.length === 0) return text === "" ? [] : [{ text, message: null }];
  const names = messages.map((name) => name.replace(/[^\w]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![\\w·.'-])(${names})(·\\d+)?(?![\\w·'-])`, "g");
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

/** The text as nodes, to be put into an element. */
export function markMessages(text: string, messages: readonly string[]): (Node | string)[] {
  return tokens(text, messages).map((token) =>
    token.message === null ? token.text : messageMark(token.message, token.text),
  );
}

/** The name of a message, or of an attempt at it, with the message's look. */
export function messageMark(message: string, text: string): HTMLElement {
  const letter = message[0]?.toLowerCase() ?? "";
  const look = letter === "a" || letter === "b" || letter === "c" ? letter : "d";
  return element("b", { class: `msg ${look}` }, text);
}
