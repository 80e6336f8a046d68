// Traces as Python sends them, written short: a history is a few letters, and the rest is filled in.

import type { Script } from "../../../code/lab/protocol/messages.ts";
import type { Moment, Risk, Trace } from "../../../code/lab/protocol/trace.ts";

export const script: Script = {
  schedule: "+A .A =A",
  messages: ["A", "B"],
  consumers: 2,
  leftovers: "any",
  marks: "~!",
  most_faults: 2,
  scenario: "",
};

const plain: Omit<Moment, "number"> = {
  action: ".A",
  sentence: "A·1 reads order-7: no events.",
  attempt: "A·1",
  message: "A",
  consumer: 1,
  fault: false,
  risk: "safe",
  end: null,
  line: null,
  ran: [],
  decided: [],
  call: null,
  sent: null,
  instead: [],
  queue: [],
  attempts: [],
  world: [],
  downstream: [],
  state: "",
};

export const reads: Moment["call"] = {
  verb: "reads",
  store: "event store",
  key: "order-7",
  reads: true,
  wrote: false,
  refused: false,
  label: "v0",
  names: [],
};
export const writes: Moment["call"] = { ...reads, verb: "appends", reads: false, wrote: true };

/** Numbers the moments, and fills in what they leave out. */
export function moments(...given: Partial<Moment>[]): Moment[] {
  return given.map((each, index) => ({ ...plain, ...each, number: index + 1 }));
}

export function alive(label: string, more: { held?: boolean; zombie?: boolean } = {}) {
  const message = label.split("·")[0] ?? "";
  const nothing = {
    returned: false,
    held: false,
    zombie: false,
    line: null,
    names: {},
    unsent: [],
  };
  return { label, message, consumer: message === "A" ? 1 : 2, ...nothing, ...more };
}

export function trace(given: Partial<Moment>[], more: Partial<Trace> = {}): Trace {
  const standing = { queue: ["A", "B"], attempts: [], world: [], downstream: [], state: "" };
  const nothing = { anomaly: null, message: "", why: "", line: null, sentence: "", beats: [] };
  const ending = {
    order: [],
    outcome: [],
    stored: null,
    point_of_no_return: null,
    nearest_pass: null,
  };
  const rest = {
    script,
    messages: ["A", "B"],
    processes: [],
    endpoints: [],
    start: standing,
    next: [],
    at_rest: true,
  };
  return { ...rest, ...nothing, ...ending, moments: moments(...given), ...more };
}

export function risky(...risks: Risk[]): Partial<Moment>[] {
  return risks.map((risk) => ({ risk, call: writes }));
}
