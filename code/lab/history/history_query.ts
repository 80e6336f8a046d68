// Asks Python to tell something, as a job like any other: it can be stopped, and it waits for its turn.

import type { Request } from "../protocol/messages.ts";
import type { Python } from "../python/client.ts";
import { histories, output } from "../shared/texts.ts";
import type { Answer, Wanted } from "./host.ts";

/** Resolves to what was told, or to a sentence that says why nothing was. */
export function askPython(
  python: Python,
  request: Omit<Request, "task" | "wanted">,
  wanted: Wanted,
  ended: () => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    let answer: Answer = { refused: histories.nothing };
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
