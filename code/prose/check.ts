// What a text is held to: sentences that are short enough, none of the words given up, and a page
// that reads easily as a whole.

import { GIVEN_UP } from "./given_up_words.ts";
import { piecesOf } from "./pieces.ts";
import { type Readability, readability } from "./readability.ts";
import { type Sentence, sentencesOf, wordsOf } from "./sentences.ts";

/** The limit of British government pages: longer sentences are read twice. */
export const MOST_WORDS = 25;

/** A page is held to shorter ones on average: long sentences are for where they are needed. */
export const MOST_WORDS_ON_AVERAGE = 15;

/** Flesch's "fairly easy"; plain English begins at 60. */
export const LEAST_EASE = 70;

/** What is read from its beginning to its end, and not a sentence here and there. */
const PAGE = /\.md$|\/notebooks\//;

/** What one text has in it. */
export interface Report {
  /** A sentence each: where it is, what is wrong, and the way out. */
  readonly findings: string[];
  /** Absent where there are too few sentences to say. */
  readonly readability: Readability | undefined;
}

/** Holds the text of one file to all rules; its name is the beginning of each finding. */
export function check(path: string, source: string): Report {
  const sentences = piecesOf(path, source)
    .flatMap(sentencesOf)
    .sort((one, other) => one.line - other.line);
  const page = PAGE.test(path) ? readability(sentences) : undefined;
  const findings = sentences.flatMap((sentence) =>
    wrongWith(sentence).map((what) => `${path}:${sentence.line}: ${what}: ${sentence.text}`),
  );
  findings.push(...wrongWithPage(page).map((what) => `${path}: ${what}`));
  return { findings, readability: page };
}

function wrongWithPage(page: Readability | undefined): string[] {
  if (!page) return [];
  const { ease, wordsPerSentence: words } = page;
  const wrong: string[] = [];
  if (ease < LEAST_EASE)
    wrong.push(`reading ease ${ease.toFixed(1)}, at least ${LEAST_EASE}: take shorter words`);
  if (words > MOST_WORDS_ON_AVERAGE)
    wrong.push(
      `${words.toFixed(1)} words a sentence, at most ${MOST_WORDS_ON_AVERAGE} on average: make more sentences`,
    );
  return wrong;
}

function wrongWith(sentence: Sentence): string[] {
  const wrong = GIVEN_UP.flatMap(({ words, instead }) => {
    const found = words.exec(sentence.text);
    return found ? [`“${found[0].trim()}” is given up, say: ${instead}`] : [];
  });
  const count = wordsOf(sentence).length;
  if (count > MOST_WORDS && sentence.place !== "Header")
    wrong.push(`${count} words, at most ${MOST_WORDS}: make two sentences of it`);
  return wrong;
}
