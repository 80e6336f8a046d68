// Holds every text of the course to plain modern English: `make check` runs it. With `--pages` it
// lists how easily each text reads; with names of files it looks at these only.

import { readdirSync, readFileSync } from "node:fs";
import { check, type Report } from "./check.ts";

/** Where the course says something to a reader, and where only the names of files do. */
const TEXTS =
  /^(?:[^/]+\.md|\.github\/.*\.md|docs\/(?!assets\/).*\.md|docs\/notebooks\/.*\.py|code\/exercises\/(?!.*\/mistakes\/).*\.(?:md|py)|code\/consistent_messaging\/.*\.py|code\/lab\/.*texts\.ts|code\/site_build\/(?:download_archive\/template|package)\/.*\.md)$/;
const FOLDERS = ["docs", "code", ".github"];

function allTexts(): string[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  );
  return [...readdirSync("."), ...below].filter((path) => TEXTS.test(path)).sort();
}

function table(reports: Map<string, Report>): string {
  const rows = [...reports]
    .flatMap(([path, { readability: page }]) => (page ? [{ path, ...page }] : []))
    .sort((one, other) => one.ease - other.ease)
    .map(({ ease, wordsPerSentence, sentences, path }) =>
      [ease.toFixed(1), wordsPerSentence.toFixed(1), String(sentences), path].join("\t"),
    );
  return ["ease\twords\tsentences\tpage", ...rows].join("\n");
}

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const reports = new Map(
  (names.length ? names : allTexts()).map((path) => [
    path,
    check(path, readFileSync(path, "utf8")),
  ]),
);
const findings = [...reports.values()].flatMap((report) => report.findings);
if (process.argv.includes("--pages")) console.log(table(reports));
for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
