// The result of the last check of an exercise or idea, saved with the code that was checked. It says which
// ideas hold, and how far the reader has come.

import { type CheckedRow, type Verdict, verdicts } from "../protocol/messages.ts";
import {
  fromJson,
  number,
  object,
  oneOf,
  optional,
  type Reader,
  text,
} from "../protocol/reader.ts";
import { type KeyValueStorage, keyPrefixes } from "./key_value.ts";

/** The result of one check. */
export interface CheckResult {
  starter_hash: string;
  /** The code that was checked. */
  code: string;
  holding: number;
  all: number;
  /** Of the first row that does not hold. */
  verdict: Verdict;
  at: number;
  /** How many checks have all held on this starter, once; 0 if they never have. */
  passed?: number | undefined;
}

const resultEvent = "lab-checked";

/** The name of the event on the document that says that something typed has been saved. */
export const savedEvent = "lab-saved";

/** Reads a saved result. */
export const readResult: Reader<CheckResult> = object({
  starter_hash: text,
  code: text,
  holding: number,
  all: number,
  verdict: oneOf(verdicts),
  at: number,
  passed: optional(number),
});

/** Returns what the rows of a check amount to. */
export function resultOf(rows: CheckedRow[]): Pick<CheckResult, "holding" | "all" | "verdict"> {
  const holding = rows.filter((row) => row.verdict === "holds").length;
  const verdict = rows.find((row) => row.verdict !== "holds")?.verdict ?? "holds";
  return { holding, all: rows.length, verdict };
}

/** Saves the result, and that all held before if they have; throws when the browser refuses. */
export function keepResult(storage: KeyValueStorage, name: string, result: CheckResult): void {
  const before = lastResult(storage, name);
  const sameStarter = before !== null && before.starter_hash === result.starter_hash;
  const passed = passedIn(result) || (sameStarter ? passedIn(before) : 0);
  const kept = passed > 0 ? { ...result, passed } : result;
  storage.setItem(keyPrefixes.checked + name, JSON.stringify(kept));
}

/** Returns how many checks have all held, with this result or before it; 0 if they never have. */
export function passedIn({ holding, all, passed = 0 }: CheckResult): number {
  return holding === all ? all : passed;
}

/** Returns the last result; null when there is none, or none that can be read. */
export function lastResult(storage: KeyValueStorage, name: string): CheckResult | null {
  return fromJson(storage.getItem(keyPrefixes.checked + name), readResult);
}

/** Announces a result to the other parts of the page. */
export function announceResult(name: string, result: CheckResult): void {
  document.dispatchEvent(new CustomEvent(resultEvent, { detail: { name, result } }));
}

/** Calls the listener with each result that is announced, until the signal aborts. */
export function onResult(
  listener: (name: string, result: CheckResult) => void,
  signal: AbortSignal,
): void {
  const listen = (event: Event): void => {
    const { name, result } = (event as CustomEvent<{ name: string; result: CheckResult }>).detail;
    listener(name, result);
  };
  document.addEventListener(resultEvent, listen, { signal });
}
