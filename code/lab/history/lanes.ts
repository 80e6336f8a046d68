// Who acts in a history: the consumers by their numbers, and the processes by their names, a lane for each.

import type { Trace } from "../protocol/trace.ts";
import { detailWords } from "./texts.ts";

/** Returns the names of all who act, in the order of their lanes. */
export function actorsIn({ script, processes }: Pick<Trace, "script" | "processes">): string[] {
  const consumers = Array.from({ length: script.consumers }, (_, n) => detailWords.consumer(n + 1));
  return [...consumers, ...processes];
}
