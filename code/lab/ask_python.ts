// Asks Python to tell something, as a job like any other: it can be stopped, and it waits for its turn.

import type { Answer, Wanted } from "./history/lab_of_history.ts";
import type { Request } from "./protocol.ts";
import type { Python } from "./python.ts";
import { histories, output } from "./texts.ts";

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
