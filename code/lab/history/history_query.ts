// Asks Python to tell something, as a job like any other: it can be stopped, and it waits for its turn.

import type { Request } from "../protocol/messages.ts";
import type { PythonClient } from "../python/client.ts";
import { histories, output } from "../shared/texts.ts";
import type { HistoryQuery, QueryAnswer } from "./host.ts";

/** Resolves to what was told, or to a sentence that says why nothing was. */
export function queryHistory(
  python: PythonClient,
  request: Omit<Request, "task" | "wanted">,
  wanted: HistoryQuery,
  ended: () => void,
): Promise<QueryAnswer> {
  return new Promise((resolve) => {
    let answer: QueryAnswer = { refused: histories.nothing };
    const begun = python.begin(
      { ...request, task: "tell", wanted: JSON.stringify(wanted) },
      {
        output: () => {},
        event: (event) => {
          if (event.type === "told") answer = { told: event.told };
          if (event.type === "untold" || event.type === "problem")
            answer = { refused: event.message };
        },
        ended: (how, detail) => {
          if (detail !== "") console.warn(detail);
          ended();
          resolve(how === "finished" ? answer : { refused: output.endings[how] });
        },
      },
    );
    if (!begun) resolve({ refused: histories.busy });
  });
}
