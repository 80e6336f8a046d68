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
  | "receipt";

/** One row: the mark of an action in a schedule, whom it is about, and what is drawn for it. */
export interface ActionKind {
  mark: string;
  about: "attempt" | "broker" | "store" | "downstream";
  isFault: boolean;
  drawing: Drawing;
}

/** Everything that can happen in the world. */
export const actionKinds: readonly ActionKind[] = [
  { mark: "+", about: "broker", isFault: false, drawing: "delivery" },
  { mark: ".", about: "attempt", isFault: false, drawing: "step" },
  { mark: "=", about: "attempt", isFault: false, drawing: "ack" },
  { mark: "!", about: "attempt", isFault: true, drawing: "crash" },
  { mark: "?", about: "attempt", isFault: true, drawing: "lost answer" },
  { mark: "^", about: "attempt", isFault: true, drawing: "no effect" },
  { mark: "~", about: "attempt", isFault: true, drawing: "delay" },
  { mark: "%", about: "attempt", isFault: true, drawing: "lost ack" },
  { mark: "2", about: "broker", isFault: true, drawing: "copy" },
  { mark: "&", about: "attempt", isFault: true, drawing: "lease over" },
  { mark: "<", about: "attempt", isFault: true, drawing: "step" },
  { mark: "x", about: "store", isFault: true, drawing: "removal" },
  { mark: ">", about: "downstream", isFault: false, drawing: "receipt" },
];

const drawingOfMark = new Map(actionKinds.map(({ mark, drawing }) => [mark, drawing]));

/** What is drawn for an action of a schedule; a step, if the page does not know it. */
export function drawingOf(action: string): Drawing {
  return drawingOfMark.get(action.charAt(0)) ?? "step";
}

/** A pattern for one of the marks of these rows. */
export function markPattern(isOne: (kind: ActionKind) => boolean): string {
  const marks = actionKinds.filter(isOne).map(({ mark }) => mark.replace("^", "\\^"));
  return `[${marks.join("")}]`;
}
