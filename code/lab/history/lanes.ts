// Who acts in a history: the consumers by their numbers, processes and other endpoints by their names, a lane for each.

import type { Trace } from "../protocol/trace.ts";
import { detailWords } from "./texts.ts";

/** Returns the names of all who act, in the order of their lanes. */
export function actorsIn(trace: Pick<Trace, "script" | "processes" | "endpoints">): string[] {
  const { script, processes, endpoints } = trace;
  const consumers = Array.from({ length: script.consumers }, (_, n) => detailWords.consumer(n + 1));
  return [...consumers, ...processes, ...endpoints];
}
