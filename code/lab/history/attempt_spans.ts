// From when to when each attempt lives, and how: the boxes of the lanes and the rails of the list.

import type { Moment } from "../protocol/trace.ts";

export type Edge = "closed" | "torn" | "open";

export interface AttemptSpan {
  label: string;
  message: string;
  consumer: number;
  from: number;
  to: number;
  /** Acked, ended without an ack, or still alive when the history ends. */
  edge: Edge;
  /** The step from which it is held back, or goes on as a zombie. */
  heldFrom: number | null;
  zombieFrom: number | null;
}

export function attemptSpans(moments: readonly Moment[]): AttemptSpan[] {
  const spans = new Map<string, AttemptSpan>();
  for (const moment of moments) {
    const { attempt, message, consumer, number, action } = moment;
    if (attempt !== null && consumer !== null && action.startsWith("+")) {
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
      ended.edge = moment.end === "acked" ? "closed" : "torn";
    }
  }
  return [...spans.values()];
}

/** The span that a consumer is busy with at a step, if it is. */
export function spanAt(
  spans: readonly AttemptSpan[],
  consumer: number,
  step: number,
): AttemptSpan | undefined {
  return spans.find((s) => s.consumer === consumer && s.from <= step && step <= s.to);
}
