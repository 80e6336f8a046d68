// Asks Python about a history, as a job like any other: it can be stopped, and it waits for its turn.

import type { PythonEvent, TaskRequest } from "../protocol/messages.ts";
import { type Reader, UnexpectedDataError } from "../protocol/reader.ts";
import type { PythonClient } from "../python/client.ts";
import { endings } from "../python/texts.ts";
import type { HistoryQuery, QueryAnswer } from "./host.ts";
import { loaderWords as texts } from "./loader_texts.ts";

/** Resolves to the answer, or to a sentence that says why there is none; `ended` is called before. */
export function queryHistory<Answer>(
  python: PythonClient,
  request: Omit<TaskRequest, "task" | "wanted">,
  query: HistoryQuery,
  read: Reader<Answer>,
  ended: () => void,
): Promise<QueryAnswer<Answer>> {
  return new Promise((resolve) => {
    let answer: QueryAnswer<Answer> = { refused: texts.nothing };
    const begun = python.begin(
      { ...request, task: "tell", wanted: JSON.stringify(query) },
      {
        output: () => {},
        event: (event) => {
          answer = answerIn(event, query.ask, read) ?? answer;
        },
        ended: (how, detail) => {
          if (detail !== "") console.warn(detail);
          ended();
          resolve(how === "finished" ? answer : { refused: endings[how] });
        },
      },
    );
    if (!begun) resolve({ refused: texts.busy });
  });
}

function answerIn<Answer>(
  event: PythonEvent,
  name: string,
  read: Reader<Answer>,
): QueryAnswer<Answer> | null {
  if (event.type === "untold" || event.type === "problem") return { refused: event.message };
  if (event.type !== "told") return null;
  try {
    return { answer: read(event.told, name) };
  } catch (error) {
    if (error instanceof UnexpectedDataError) return { refused: error.message };
    throw error;
  }
}
