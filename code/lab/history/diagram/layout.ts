// The layout of the diagram: where its lanes are, in units of a twentieth of a rem.

import type { Edge } from "../attempt_spans.ts";
import { heights, type StepRow } from "../step_rows.ts";

const MONKEY = 64;
const QUEUE = 64;
const CONSUMERS = 268; // all of them together, and the processes and endpoints beside them
const STORES = 130;
const DOWNSTREAM = 134;

/** The left and right edge of something. */
export interface Extent {
  left: number;
  right: number;
}

/** The lanes of a diagram. */
export interface DiagramLayout {
  width: number;
  /** Where each lane begins, and where the last one ends. */
  edges: number[];
  monkey: number;
  queue(message: string): number;
  consumer(number: number): Extent;
  store: Extent;
  downstream: Extent;
}

/** Returns the name of a message without the words that say that it is a dead letter. */
export function aliveName(queued: string): string {
  return queued.replace(/ \(dead letter\)$/, "");
}

/** Returns the layout for so many who act, and these messages; those that follow share one place. */
export function layoutFor(
  consumers: number,
  messages: readonly string[],
  follow = false,
): DiagramLayout {
  const places = messages.length + (follow ? 1 : 0);
  const each = CONSUMERS / consumers;
  const begin = MONKEY + QUEUE;
  const stores = begin + CONSUMERS;
  const downstream = stores + STORES;
  const edges = [0, MONKEY];
  for (let n = 0; n < consumers; n += 1) edges.push(begin + n * each);
  edges.push(stores, downstream, downstream + DOWNSTREAM);
  const spacing = Math.min(25, QUEUE / Math.max(1, places));
  const firstInQueue = MONKEY + QUEUE / 2 - (spacing * (places - 1)) / 2;
  return {
    width: downstream + DOWNSTREAM,
    edges,
    monkey: MONKEY / 2,
    queue: (message) => {
      const place = messages.indexOf(aliveName(message));
      return firstInQueue + spacing * (place < 0 && follow ? places - 1 : Math.max(0, place));
    },
    consumer: (number) => {
      const left = begin + (number - 1) * each;
      const margin = each < 80 ? 4 : 10;
      return { left: left + margin, right: left + Math.min(each, 134) - margin };
    },
    store: { left: stores + 9, right: downstream - 9 },
    downstream: { left: downstream + 7, right: downstream + DOWNSTREAM - 5 },
  };
}

/** Returns the height of a row's arrows. */
export function middle(row: StepRow): number {
  return row.y + heights.row / 2;
}

/** Returns the outline of an attempt: round at its top; closed, torn or open at its end. */
export function boxPath(
  left: number,
  right: number,
  top: number,
  bottom: number,
  edge: Edge,
): string {
  const roof = `${top + 4}q0 -4 4 -4H${right - 4}q4 0 4 4`;
  if (edge === "open") return `M${left} ${bottom}V${roof}V${bottom}`;
  const begin = `M${left} ${roof}`;
  if (edge === "closed") return `${begin}V${bottom - 4}q0 4 -4 4H${left + 4}q-4 0 -4 -4z`;
  const teeth = Math.max(2, 2 * Math.round((right - left) / 28));
  const step = (right - left) / teeth;
  const zigzag = Array.from({ length: teeth }, (_, n) => `l${-step} ${n % 2 === 0 ? -6 : 6}`);
  return `${begin}V${bottom}${zigzag.join("")}z`;
}
