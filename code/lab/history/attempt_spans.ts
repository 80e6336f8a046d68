// The span of each attempt, from its first step to its last: a box in the diagram, a rail in the list.

import type { Moment } from "../protocol/trace.ts";

/** The end of a span: acked or done, ended without that, or alive when the history ends. */
export type Edge = "closed" | "torn" | "open";

const wellEnded = new Set<Moment["end"]>(["acked", "partly acked", "done"]);

/** One attempt from its delivery to its end, or a round of a process from its first step. */
export interface AttemptSpan {
  label: string;
  message: string;
  consumer: number;
  from: number;
  to: number;
  edge: Edge;
  /** The step from which it is held back, or goes on as a zombie. */
  heldFrom: number | null;
  zombieFrom: number | null;
}

/** Returns the spans of all attempts of a history. */
export function attemptSpans(moments: readonly Moment[]): AttemptSpan[] {
  const spans = new Map<string, AttemptSpan>();
  for (const moment of moments) {
    const { attempt, message, consumer, number } = moment;
    if (attempt !== null && consumer !== null && !spans.has(attempt)) {
      const ends = { heldFrom: null, zombieFrom: null, edge: "open" as const };
      const begun = { label: attempt, message: message ?? attempt, consumer, from: number };
      spans.set(attempt, { ...begun, ...ends, to: number });
    }
    for (const { label, held, zombie } of moment.attempts) {
      const span = spans.get(label);
      if (span === undefined) continue;
      span.to = number;
      if (held) span.heldFrom ??= number;
      if (zombie) span.zombieFrom ??= number;
    }
    const ended = attempt === null ? undefined : spans.get(attempt);
    if (ended !== undefined && moment.end !== null) {
      ended.to = number;
      ended.edge = wellEnded.has(moment.end) ? "closed" : "torn";
    }
  }
  return [...spans.values()];
}

/** Returns the attempt that a consumer is busy with at a step, if there is one. */
export function spanAt(
  spans: readonly AttemptSpan[],
  consumer: number,
  step: number,
): AttemptSpan | undefined {
  return spans.find((s) => s.consumer === consumer && s.from <= step && step <= s.to);
}
