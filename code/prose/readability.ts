// How easily a page reads, as a number that can be compared before and after.

import { syllable } from "syllable";
import { NAME, type Sentence, wordsOf } from "./sentences.ts";

/** Below this number of sentences the ease of a page says nothing. */
const FEW = 8;

export interface Readability {
  /** Flesch's reading ease: 100 is very easy, 60 is plain English, 30 is for specialists. */
  readonly ease: number;
  readonly wordsPerSentence: number;
  readonly sentences: number;
}

/** How easily the sentences of a page read; nothing where there are too few to say. */
export function readability(sentences: readonly Sentence[]): Readability | undefined {
  const whole = sentences.filter(
    ({ place, text }) => place === "Paragraph" && /[.?!:…][”"’')]*$/.test(text),
  );
  if (whole.length < FEW) return undefined;
  const words = whole.flatMap(wordsOf).filter((word) => !word.includes(NAME));
  const syllables = words.reduce((sum, word) => sum + syllable(word), 0);
  const wordsPerSentence = words.length / whole.length;
  const ease = 206.835 - 1.015 * wordsPerSentence - 84.6 * (syllables / words.length);
  return { ease, wordsPerSentence, sentences: whole.length };
}
