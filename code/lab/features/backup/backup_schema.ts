// The file with all of the reader's work: what is in it, and whether what somebody hands over is one. It
// may be written by anybody, so each field is looked at, and the first that does not fit is named.

import type { SavedReason } from "../../protocol/page_data.ts";
import { saving, verdictWords } from "../../shared/texts.ts";
import type { resultFields } from "../../storage/check_results.ts";
import type { OpenedHints } from "../../storage/opened_hints.ts";
import { backupWords } from "./texts.ts";

const { rules } = backupWords;

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
  },
  places: { name: isName, path: isPath, title: isText, heading: isText, index: isCount },
  read: { path: isPath, at: isTime },
  help: { name: isName, hints: isCount, solution: isYesOrNo },
} as const;

/** A file that was saved before these were kept has no such list. */
const added: readonly string[] = ["help"] satisfies ListName[];

export type ListName = keyof typeof fields;

export interface Backup {
  format: typeof format;
  version: 1;
  work: { name: string; starter_hash: string; text: string; at: number }[];
  earlier: { name: string; text: string; at: number; why: SavedReason }[];
  checked: ({ name: string } & ReturnType<typeof resultFields>)[];
  places: { name: string; path: string; title: string; heading: string; index: number }[];
  read: { path: string; at: number }[];
  help: ({ name: string } & OpenedHints)[];
  /** What could not be read, as it was; never brought in. */
  damaged: { key: string; text: string }[];
}

export class InvalidBackupError extends Error {}

/** Reads such a file; throws an `UnfitFileError` whose message names the field that does not fit. */
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
    return Object.fromEntries(Object.keys(wanted).map((field) => [field, object[field]]));
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

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isYesOrNo(value: unknown): string | null {
  return typeof value === "boolean" ? null : rules.yesOrNo;
}

function isReason(value: unknown): string | null {
  return typeof value === "string" && Object.hasOwn(saving.reasons, value) ? null : rules.reason;
}

function isVerdict(value: unknown): string | null {
  return typeof value === "string" && Object.hasOwn(verdictWords, value) ? null : rules.verdict;
}
