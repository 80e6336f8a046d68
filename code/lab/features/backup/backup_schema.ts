// The schema of the file with all of the reader's work. Anybody can write such a file, so each field is
// checked, and the error names the first that is wrong.

import { verdicts } from "../../protocol/messages.ts";
import type { CheckResult } from "../../storage/check_results.ts";
import type { NotePlace } from "../../storage/notes.ts";
import type { OpenedHints } from "../../storage/opened_hints.ts";
import type { ReadPage } from "../../storage/read_pages.ts";
import { type EarlierVersion, savedReasons, type Version } from "../../storage/versions.ts";
import { backupWords } from "./texts.ts";

const { rules } = backupWords;

/** The name of the format, as the file says it. */
export const format = "consistent-messaging";

const fields = {
  work: { name: isName, starter_hash: isHash, text: isText, at: isTime },
  earlier: { name: isName, text: isText, at: isTime, why: isReason },
  checked: {
    name: isName,
    starter_hash: isHash,
    code: isText,
    holding: isCount,
    all: isCount,
    verdict: isVerdict,
    at: isTime,
    passed: isCountIfAny,
  },
  places: { name: isName, path: isPath, title: isText, heading: isText, index: isCount },
  read: { path: isPath, at: isTime },
  help: { name: isName, hints: isCount, solution: isYesOrNo },
} as const;

/** A file that was saved before these were kept has no such list. */
const added: readonly string[] = ["help"] satisfies ListName[];

/** The name of a list in the file. */
export type ListName = keyof typeof fields;

/** All of the reader's work. */
export interface Backup {
  format: typeof format;
  version: 1;
  work: ({ name: string; starter_hash: string } & Version)[];
  earlier: ({ name: string } & EarlierVersion)[];
  checked: ({ name: string } & CheckResult)[];
  places: ({ name: string } & NotePlace)[];
  read: ReadPage[];
  help: ({ name: string } & OpenedHints)[];
  /** What could not be read, as it was; it is never imported. */
  damaged: { key: string; text: string }[];
}

/** Says in one sentence what is wrong with a file. */
export class InvalidBackupError extends Error {}

/** Reads a file; throws an `UnfitFileError` that names the first field that is wrong. */
export function parseBackup(json: string): Backup {
  let found: unknown;
  try {
    found = JSON.parse(json);
  } catch {
    throw new InvalidBackupError(backupWords.unreadable);
  }
  const file = asObject(found, "the file");
  if (file.format !== format) throw unfit("format", rules.format);
  if (file.version !== 1) throw unfit("version", rules.version);
  const read = Object.entries(fields).map(([list, rulesOfList]) => [
    list,
    readList(list, file[list] ?? (added.includes(list) ? [] : undefined), rulesOfList),
  ]);
  return { format, version: 1, ...Object.fromEntries(read), damaged: [] };
}

function readList(
  list: string,
  found: unknown,
  wanted: Record<string, (value: unknown) => string | null>,
): Record<string, unknown>[] {
  if (!Array.isArray(found)) throw unfit(list, rules.list);
  return found.map((entry: unknown, index) => {
    const object = asObject(entry, `${list}[${index}]`);
    for (const [field, broken] of Object.entries(wanted)) {
      const rule = broken(object[field]);
      if (rule !== null) throw unfit(`${list}[${index}].${field}`, rule);
    }
    const known = Object.keys(wanted).filter((field) => object[field] !== undefined);
    return Object.fromEntries(known.map((field) => [field, object[field]]));
  });
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw unfit(where, rules.object);
}

function unfit(field: string, rule: string): InvalidBackupError {
  return new InvalidBackupError(backupWords.wrong(field, rule));
}

function fits(pattern: RegExp, value: unknown, rule: string): string | null {
  return typeof value === "string" && pattern.test(value) ? null : rule;
}

function isName(value: unknown): string | null {
  return fits(/^(notes\.)?[a-z_]\w{0,80}$/i, value, rules.name);
}

function isHash(value: unknown): string | null {
  return fits(/^([0-9a-f]{16}|text)$/, value, rules.hash);
}

function isPath(value: unknown): string | null {
  return fits(/^([a-z0-9-]+\/){0,5}$/, value, rules.path);
}

function isText(value: unknown): string | null {
  return typeof value === "string" && value.length <= 1_000_000 ? null : rules.text;
}

function isTime(value: unknown): string | null {
  return isWhole(value) && value <= 8.64e15 ? null : rules.time;
}

function isCount(value: unknown): string | null {
  return isWhole(value) && value <= 10_000 ? null : rules.count;
}

/** A file that was saved before this was kept does not have it. */
function isCountIfAny(value: unknown): string | null {
  return value === undefined ? null : isCount(value);
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isYesOrNo(value: unknown): string | null {
  return typeof value === "boolean" ? null : rules.yesOrNo;
}

function isReason(value: unknown): string | null {
  return savedReasons.some((reason) => reason === value) ? null : rules.reason;
}

function isVerdict(value: unknown): string | null {
  return verdicts.some((verdict) => verdict === value) ? null : rules.verdict;
}
