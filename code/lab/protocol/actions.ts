// The table of actions, as the library has it (consistent_messaging/model/actions.py): a test compares the
// two. What a link may carry and how the diagram draws an action derive from these rows.

/** What the diagram shows of an action. Two actions that look alike share it. */
export type Drawing =
  | "delivery"
  | "step"
  | "ack"
  | "crash"
  | "lost answer"
  | "no effect"
  | "delay"
  | "lost ack"
  | "copy"
  | "lease over"
  | "removal"
  | "end"
  | "receipt"
  | "replay"
  | "pause"
  | "clock";

/** One row: the mark of an action in a schedule, its name, whom it is about, and what is drawn for it. */
export interface ActionKind {
  mark: string;
  name: string;
  about: "attempt" | "broker" | "store" | "downstream" | "world";
  /** Its constant in `consistent_messaging.checker`, if it is a fault. */
  fault: string | null;
  drawing: Drawing;
}

/** Everything that can happen in the world. */
// biome-ignore format: a row of a table is a line
export const actionKinds: readonly ActionKind[] = [
  { mark: "+", name: "delivery", about: "broker", fault: null, drawing: "delivery" },
  { mark: ".", name: "step", about: "attempt", fault: null, drawing: "step" },
  { mark: "=", name: "ack", about: "attempt", fault: null, drawing: "ack" },
  { mark: "e", name: "record runs out", about: "store", fault: null, drawing: "end" },
  { mark: "*", name: "replayed", about: "broker", fault: null, drawing: "replay" },
  { mark: "!", name: "crash", about: "attempt", fault: "CRASH", drawing: "crash" },
  { mark: "?", name: "lost answer", about: "attempt", fault: "LOST_ANSWER", drawing: "lost answer" },
  { mark: "^", name: "rejected", about: "attempt", fault: "REJECTED", drawing: "no effect" },
  { mark: "_", name: "lost request", about: "attempt", fault: "LOST_REQUEST", drawing: "no effect" },
  { mark: "~", name: "delayed failure when acking", about: "attempt", fault: "DELAYED_ACK", drawing: "delay" },
  { mark: "%", name: "lost ack", about: "attempt", fault: "LOST_ACK", drawing: "lost ack" },
  { mark: "2", name: "duplicate delivery", about: "broker", fault: "DUPLICATE", drawing: "copy" },
  { mark: "&", name: "lease expired", about: "attempt", fault: "LEASE_EXPIRED", drawing: "lease over" },
  { mark: "<", name: "stale read", about: "attempt", fault: "STALE_READ", drawing: "step" },
  { mark: "x", name: "record evicted", about: "store", fault: "EVICTED", drawing: "removal" },
  { mark: "@", name: "long pause", about: "world", fault: "LONG_PAUSE", drawing: "pause" },
  { mark: "r", name: "hidden retry", about: "attempt", fault: "HIDDEN_RETRY", drawing: "lost answer" },
  { mark: "b", name: "lost in the broker", about: "attempt", fault: "LOST_IN_THE_BROKER", drawing: "no effect" },
  { mark: ":", name: "clock", about: "world", fault: null, drawing: "clock" },
  { mark: ">", name: "received downstream", about: "downstream", fault: null, drawing: "receipt" },
];

const drawingOfMark = new Map(actionKinds.map(({ mark, drawing }) => [mark, drawing]));

/** What is drawn for an action of a schedule; a step, if the page does not know it. */
export function drawingOf(action: string): Drawing {
  return drawingOfMark.get(action.charAt(0)) ?? "step";
}

/** Returns the constants of the faults among these actions, each once, as a scope of the library lists them. */
export function faultsAmong(actions: string[]): string[] {
  const marks = new Set(actions.map((action) => action.charAt(0)));
  return actionKinds.flatMap(({ mark, fault }) =>
    fault !== null && marks.has(mark) ? [fault] : [],
  );
}

/** A pattern for one of the marks of these rows. */
export function markPattern(isOne: (kind: ActionKind) => boolean): string {
  const marks = actionKinds.filter(isOne).map(({ mark }) => mark.replace("^", "\\^"));
  return `[${marks.join("")}]`;
}
