// The words of a run on PostgreSQL.

import type { DatabaseEnding } from "../../python/database/client.ts";

export const databaseWords = {
  title: "On PostgreSQL",
  ofRun: "The run of this exercise",
  ofHistory: "The history that the check has found",
  stop: "Stop",
  loading: "PostgreSQL is loading…",
  loaded: (bytes: number, all: number) =>
    `${(Math.min(bytes, all) / 1e6).toFixed(1)} of ${(all / 1e6).toFixed(1)} MB`,
  starting: "PostgreSQL is starting…",
  playing: "PostgreSQL runs your code…",
  endings: {
    finished: "",
    stopped: "Stopped.",
    crashed: "PostgreSQL ended unexpectedly. Your code is as it was. Try again.",
    failed: "PostgreSQL could not be loaded. Check the connection, then try again.",
    outdated: "",
  } satisfies Record<DatabaseEnding, string>,
  same: (steps: number) => `${steps} steps, and each answer is the same as in the simulation.`,
  differs: (how: string) => `PostgreSQL differs from the simulation here. ${how}`,
  right: "At the end nothing is lost, doubled or contradictory.",
  wrong: (what: string) => `The tables say at the end: ${what}.`,
  problem: (message: string) => `The run ended with an error. ${message}`,
  codeChanged: "You changed the code since.",
  openAll: "Open all steps",
  closeAll: "Close all steps",
};

export const stepWords = {
  list: "Steps on PostgreSQL",
  copy: "Copy",
  copyOf: (step: number) => `Copy the SQL of step ${step}`,
  copied: "Copied",
  selected: "Press Ctrl C, or ⌘ C, to copy",
  sql: "SQL",
  nothing: "no rows",
  refused: (error: string) => `PostgreSQL refused: ${error}`,
  unchanged: "No table has changed.",
};

export const tableWords = {
  before: "Tables before the first step",
  after: "Tables at the end",
  answer: "Its answer",
  told: "A query that shows the end",
  change: "change",
  isNew: "new",
  isGone: "gone",
  empty: "no rows",
};
