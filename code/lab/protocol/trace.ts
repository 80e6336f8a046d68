// What Python tells of a history: the JSON of consistent_messaging.explain, field by field.

import type { Script } from "./messages.ts";

export type Risk = "safe" | "at risk" | "doomed" | "unknown";
export type Anomaly = "ghost" | "lost" | "duplicate" | "contradictory" | "leak" | "stuck";

export interface Option {
  action: string;
  text: string;
  price: number;
}

export interface RiskyOption extends Option {
  risk: Risk;
}

export interface AttemptNow {
  label: string;
  message: string;
  consumer: number;
  returned: boolean;
  held: boolean;
  zombie: boolean;
  line: number | null;
  names: Record<string, string>;
  unsent: string[];
}

export interface StoredDocument {
  title: string;
  version: string;
  lines: string[];
}

export interface StepState {
  queue: string[];
  attempts: AttemptNow[];
  world: StoredDocument[];
  downstream: string[];
  state: string;
}

export interface StoreCall {
  verb: string;
  store: string;
  key: string;
  reads: boolean;
  wrote: boolean;
  refused: boolean;
  label: string;
  names: string[];
}

export interface Moment extends StepState {
  number: number;
  action: string;
  sentence: string;
  attempt: string | null;
  message: string | null;
  consumer: number | null;
  fault: boolean;
  risk: Risk;
  end: "acked" | "ack lost" | "gone" | "failed" | null;
  line: number | null;
  ran: number[];
  decided: { line: number; text: string }[];
  call: StoreCall | null;
  sent: { content: string; kind: string; left: boolean } | null;
  instead: RiskyOption[];
}

export interface Published {
  content: string;
  message: string | null;
  expected: number;
  got: number;
}

export interface Trace {
  script: Script;
  messages: string[];
  start: StepState;
  moments: Moment[];
  next: RiskyOption[];
  anomaly: Anomaly | null;
  message: string;
  why: string;
  line: number | null;
  sentence: string;
  beats: { number: number; text: string }[];
  order: string[];
  outcome: Published[];
  point_of_no_return: number | null;
  nearest_pass: string | null;
  at_rest: boolean;
}

export interface StepSummary {
  number: number;
  sentence: string;
  fault: boolean;
}

/** What can happen after some actions, for someone who chooses them one by one. */
export interface InteractiveState {
  script: Script;
  messages: string[];
  steps: StepSummary[];
  options: Option[];
  faults: number;
  faults_left: number;
  state: string;
  anomaly: Anomaly | null;
  message: string;
  at_rest: boolean;
}

/** What one version of the code makes of a schedule. */
export interface ReplayedVersion {
  steps: StepSummary[];
  schedule: string;
  left_out: string[];
  state: string;
  messages: string[];
  anomaly: Anomaly | null;
  message: string;
}

export interface Comparison {
  one: ReplayedVersion;
  other: ReplayedVersion;
  same: number;
  why: string;
}
