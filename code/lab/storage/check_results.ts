// What the last check of a lab came to, kept with the code that it was about: for the folds of ideas, and
// for how far the reader has come.

import type { CheckedRow, Verdict } from "../protocol/messages.ts";
import type { KeyValueStorage } from "./work_storage.ts";

export interface CheckResult {
  starter_hash: string;
  /** The code that was checked. */
  code: string;
  holding: number;
  all: number;
  /** Of the first row that does not hold. */
  verdict: Verdict;
  at: number;
}

const prefix = "consistent-messaging/checked/";
const happened = "lab-checked";
/** Told on the document whenever something that was typed has been saved. */
export const savedEvent = "lab-saved";

export function resultOf(rows: CheckedRow[]): Pick<CheckResult, "holding" | "all" | "verdict"> {
  const holding = rows.filter((row) => row.verdict === "holds").length;
  const verdict = rows.find((row) => row.verdict !== "holds")?.verdict ?? "holds";
  return { holding, all: rows.length, verdict };
}

/** Keeps the result and tells the rest of the page; throws when the browser refuses. */
export function keepResult(storage: KeyValueStorage, name: string, result: CheckResult): void {
  storage.setItem(prefix + name, JSON.stringify(result));
}

export function announceResult(name: string, result: CheckResult): void {
  document.dispatchEvent(new CustomEvent(happened, { detail: { name, result } }));
}

export function onResult(
  hear: (name: string, result: CheckResult) => void,
  signal: AbortSignal,
): void {
  const listen = (event: Event): void => {
    const { name, result } = (event as CustomEvent<{ name: string; result: CheckResult }>).detail;
    hear(name, result);
  };
  document.addEventListener(happened, listen, { signal });
}

/** The last result; null when there is none, or none that can be read. */
export function lastResult(storage: KeyValueStorage, name: string): CheckResult | null {
  try {
    const found: unknown = JSON.parse(storage.getItem(prefix + name) ?? "null");
    return isResult(found) ? found : null;
  } catch {
    return null;
  }
}

/** The fields of a result and no other. */
export function resultFields(result: CheckResult): CheckResult {
  const { starter_hash, code, holding, all, verdict, at } = result;
  return { starter_hash, code, holding, all, verdict, at };
}

export function isResult(value: unknown): value is CheckResult {
  if (typeof value !== "object" || value === null) return false;
  const { starter_hash, code, holding, all, verdict, at } = value as Record<string, unknown>;
  const words = [starter_hash, code, verdict].every((word) => typeof word === "string");
  return words && [holding, all, at].every((number) => Number.isFinite(number));
}
