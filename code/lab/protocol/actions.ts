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

/** One row: the mark of an action in a schedule, whom it is about, and what is drawn for it. */
export interface ActionKind {
  mark: string;
  about: "attempt" | "broker" | "store" | "downstream" | "world";
  /** Its name in `consistent_messaging.checker`, if it is a fault. */
  fault: string | null;
  drawing: Drawing;
}

/** Everything that can happen in the world. */
export const actionKinds: readonly ActionKind[] = [
  { mark: "+", about: "broker", fault: null, drawing: "delivery" },
  { mark: ".", about: "attempt", fault: null, drawing: "step" },
  { mark: "=", about: "attempt", fault: null, drawing: "ack" },
  { mark: "e", about: "store", fault: null, drawing: "end" },
  { mark: "*", about: "broker", fault: null, drawing: "replay" },
  { mark: "!", about: "attempt", fault: "CRASH", drawing: "crash" },
  { mark: "?", about: "attempt", fault: "LOST_ANSWER", drawing: "lost answer" },
  { mark: "^", about: "attempt", fault: "REJECTED", drawing: "no effect" },
  { mark: "_", about: "attempt", fault: "LOST_REQUEST", drawing: "no effect" },
  { mark: "~", about: "attempt", fault: "DELAYED_ACK", drawing: "delay" },
  { mark: "%", about: "attempt", fault: "LOST_ACK", drawing: "lost ack" },
  { mark: "2", about: "broker", fault: "DUPLICATE", drawing: "copy" },
  { mark: "&", about: "attempt", fault: "LEASE_EXPIRED", drawing: "lease over" },
  { mark: "<", about: "attempt", fault: "STALE_READ", drawing: "step" },
  { mark: "x", about: "store", fault: "EVICTED", drawing: "removal" },
  { mark: "@", about: "world", fault: "LONG_PAUSE", drawing: "pause" },
  { mark: "r", about: "attempt", fault: "HIDDEN_RETRY", drawing: "lost answer" },
  { mark: ":", about: "world", fault: null, drawing: "clock" },
  { mark: ">", about: "downstream", fault: null, drawing: "receipt" },
];

const drawingOfMark = new Map(actionKinds.map(({ mark, drawing }) => [mark, drawing]));

/** What is drawn for an action of a schedule; a step, if the page does not know it. */
export function drawingOf(action: string): Drawing {
  return drawingOfMark.get(action.charAt(0)) ?? "step";
}

/** Returns the names of the faults among these actions, each once, as a scope of the library lists them. */
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
