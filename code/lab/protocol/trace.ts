// What Python explains of a history, for the page to show: the JSON of the library, field by field. It is
// read here when it arrives, so that the page never shows half of something.

import type { Script } from "./messages.ts";
import { readScript } from "./python_events.ts";
import {
  dictionaryOf,
  flag,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  type Reader,
  text,
} from "./reader.ts";

const risks = ["safe", "at risk", "doomed", "unknown"] as const;
const anomalies = [
  "ghost",
  "lost",
  "duplicate",
  "contradictory",
  "out of sequence",
  "leak",
  "stuck",
] as const;
const ends = ["acked", "partly acked", "given back", "ack lost", "gone", "failed", "done"] as const;

/** How the continuations of a step end: all well, some, none, or nobody knows. */
export type Risk = (typeof risks)[number];

/** What can be wrong at the end of a history. */
export type Anomaly = (typeof anomalies)[number];

/** An action that can be taken, and its price in faults. */
export interface Option {
  action: string;
  text: string;
  price: number;
}

/** An option with the risk after it. */
export interface RiskyOption extends Option {
  risk: Risk;
}

/** An attempt that is under way. */
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

/** What a store keeps under one key. */
export interface StoredDocument {
  title: string;
  version: string;
  lines: string[];
}

/** The state of the world before or after a step. */
export interface WorldState {
  queue: string[];
  attempts: AttemptNow[];
  world: StoredDocument[];
  downstream: string[];
  /** The same in one sentence. */
  state: string;
}

/** What a step asked of a store. */
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

/** What a step sent: to whoever listens, or to another endpoint of the design, which keeps it inside. */
export interface SentContent {
  content: string;
  kind: string;
  left: boolean;
  inside: boolean;
}

/** How a branch of the learner's code was decided in a step. */
export interface DecidedLine {
  line: number;
  text: string;
}

/** One step of a history, and the state of the world after it. */
export interface Moment extends WorldState {
  number: number;
  action: string;
  sentence: string;
  attempt: string | null;
  message: string | null;
  consumer: number | null;
  fault: boolean;
  risk: Risk;
  end: (typeof ends)[number] | null;
  line: number | null;
  ran: number[];
  decided: DecidedLine[];
  call: StoreCall | null;
  sent: SentContent | null;
  instead: RiskyOption[];
}

/** A content that was published or should have been, and how often. */
export interface Published {
  content: string;
  message: string | null;
  expected: number;
  got: number;
}

/** What the stores keep at the end, where something else was expected. */
export interface Stored {
  subject: string;
  expected: string;
  got: string;
}

/** A step that matters for the outcome, with one sentence about it. */
export interface Beat {
  number: number;
  text: string;
}

/** A whole history with its risk, its cause and its outcome. */
export interface Trace {
  script: Script;
  messages: string[];
  /** What works beside the consumers; the rounds of the first have the number after the last consumer. */
  processes: string[];
  /** Consumers of other endpoints, as far as they took part; their numbers come after the processes. */
  endpoints: string[];
  start: WorldState;
  moments: Moment[];
  next: RiskyOption[];
  anomaly: Anomaly | null;
  message: string;
  why: string;
  line: number | null;
  sentence: string;
  beats: Beat[];
  order: string[];
  outcome: Published[];
  stored: Stored | null;
  point_of_no_return: number | null;
  nearest_pass: string | null;
  at_rest: boolean;
}

/** A step in short. */
export interface StepSummary {
  number: number;
  sentence: string;
  fault: boolean;
}

/** What can happen after some actions, for a reader who chooses them one by one. */
export interface InteractiveState {
  script: Script;
  messages: string[];
  steps: StepSummary[];
  /** How many of the steps, the last ones, nobody chose: nothing else could happen. */
  forced: number;
  options: Option[];
  faults: number;
  faults_left: number;
  state: string;
  anomaly: Anomaly | null;
  message: string;
  at_rest: boolean;
}

/** How one version of the code goes through a schedule. */
export interface ReplayedVersion {
  steps: StepSummary[];
  schedule: string;
  left_out: string[];
  state: string;
  messages: string[];
  anomaly: Anomaly | null;
  message: string;
}

/** Two versions of the code on the same schedule. */
export interface Comparison {
  one: ReplayedVersion;
  other: ReplayedVersion;
  same: number;
  why: string;
}

const option = { action: text, text, price: number };
const readOption: Reader<Option> = object(option);
const readRiskyOption: Reader<RiskyOption> = object({ ...option, risk: oneOf(risks) });

const readAttempt: Reader<AttemptNow> = object({
  label: text,
  message: text,
  consumer: number,
  returned: flag,
  held: flag,
  zombie: flag,
  line: orNull(number),
  names: dictionaryOf(text),
  unsent: listOf(text),
});

const worldState = {
  queue: listOf(text),
  attempts: listOf(readAttempt),
  world: listOf(object<StoredDocument>({ title: text, version: text, lines: listOf(text) })),
  downstream: listOf(text),
  state: text,
};

const readCall: Reader<StoreCall> = object({
  verb: text,
  store: text,
  key: text,
  reads: flag,
  wrote: flag,
  refused: flag,
  label: text,
  names: listOf(text),
});

const readMoment: Reader<Moment> = object({
  ...worldState,
  number,
  action: text,
  sentence: text,
  attempt: orNull(text),
  message: orNull(text),
  consumer: orNull(number),
  fault: flag,
  risk: oneOf(risks),
  end: orNull(oneOf(ends)),
  line: orNull(number),
  ran: listOf(number),
  decided: listOf(object<DecidedLine>({ line: number, text })),
  call: orNull(readCall),
  sent: orNull(object<SentContent>({ content: text, kind: text, left: flag, inside: flag })),
  instead: listOf(readRiskyOption),
});

/** Reads the answer to a query for a history. */
export const readTrace: Reader<Trace> = object({
  script: readScript,
  messages: listOf(text),
  processes: listOf(text),
  endpoints: listOf(text),
  start: object<WorldState>(worldState),
  moments: listOf(readMoment),
  next: listOf(readRiskyOption),
  anomaly: orNull(oneOf(anomalies)),
  message: text,
  why: text,
  line: orNull(number),
  sentence: text,
  beats: listOf(object<Beat>({ number, text })),
  order: listOf(text),
  outcome: listOf(
    object<Published>({ content: text, message: orNull(text), expected: number, got: number }),
  ),
  stored: orNull(object<Stored>({ subject: text, expected: text, got: text })),
  point_of_no_return: orNull(number),
  nearest_pass: orNull(text),
  at_rest: flag,
});

const readSteps = listOf(object<StepSummary>({ number, sentence: text, fault: flag }));

/** Reads the answer to a query for what can happen next. */
export const readInteractiveState: Reader<InteractiveState> = object({
  script: readScript,
  messages: listOf(text),
  steps: readSteps,
  forced: number,
  options: listOf(readOption),
  faults: number,
  faults_left: number,
  state: text,
  anomaly: orNull(oneOf(anomalies)),
  message: text,
  at_rest: flag,
});

const readReplayed: Reader<ReplayedVersion> = object({
  steps: readSteps,
  schedule: text,
  left_out: listOf(text),
  state: text,
  messages: listOf(text),
  anomaly: orNull(oneOf(anomalies)),
  message: text,
});

/** Reads the answer to a query for a comparison. */
export const readComparison: Reader<Comparison> = object({
  one: readReplayed,
  other: readReplayed,
  same: number,
  why: text,
});
