// Reads what Python emits, where it arrives in the worker. It is apart from the types of messages.ts because
// every page loads those, and this only the worker.

import {
  type ChosenScope,
  type CollectedRow,
  type FoundHistory,
  leftovers,
  type PythonEvent,
  type RunScript,
  type Script,
  verdicts,
} from "./messages.ts";
import { listOf, number, object, oneOf, orNull, type Reader, text } from "./reader.ts";

/** Reads a script in full, as a check's row or an explained history has it. */
export const readScript: Reader<Script> = object({
  schedule: text,
  messages: listOf(text),
  consumers: number,
  leftovers: oneOf(leftovers),
  marks: text,
  most_faults: number,
  scenario: text,
});

const readFound: Reader<FoundHistory> = object({
  script: readScript,
  steps: number,
  faults: number,
  searched: text,
  headline: text,
});

/** Reads how far a design is searched. */
export const readScope: Reader<ChosenScope> = object({
  messages: listOf(text),
  consumers: number,
  marks: text,
  most_faults: number,
});

type EventOf<Type extends PythonEvent["type"]> = Extract<PythonEvent, { type: Type }>;

const eventReaders: { [Type in PythonEvent["type"]]: Reader<EventOf<Type>> } = {
  collected: object({
    type: oneOf(["collected"]),
    rows: listOf(object<CollectedRow>({ name: text, title: text })),
    scope: orNull(readScope),
  }),
  row: object({
    type: oneOf(["row"]),
    name: text,
    title: text,
    verdict: oneOf(verdicts),
    message: text,
    scope: text,
    line: orNull(number),
    history: orNull(readFound),
    seconds: number,
  }),
  progress: object({
    type: oneOf(["progress"]),
    name: text,
    states: number,
    faults: number,
    histories: number,
  }),
  problem: object({ type: oneOf(["problem"]), message: text, text, line: orNull(number) }),
  replaced: object({ type: oneOf(["replaced"]), message: text }),
  played: object({
    type: oneOf(["played"]),
    script: object<RunScript>({
      schedule: text,
      messages: listOf(text),
      marks: text,
      most_faults: number,
      scenario: text,
    }),
  }),
  told: object({ type: oneOf(["told"]), told: (value: unknown) => value }),
  untold: object({ type: oneOf(["untold"]), message: text }),
  finished: object({
    type: oneOf(["finished"]),
    verdict: oneOf(["pass", "fail", "unknown", "error"]),
    seconds: number,
  }),
};

/** Reads what Python emits; throws an error that names the field when it is not as the types say. */
export function readPythonEvent(value: unknown): PythonEvent {
  const types = Object.keys(eventReaders) as PythonEvent["type"][];
  const { type } = object({ type: oneOf(types) })(value, "event");
  return eventReaders[type](value, type);
}
