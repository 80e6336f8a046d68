// Every word of the interface, in one place: one word per idea, no exclamation marks, never
// "incorrect".

import type { Verdict } from "../protocol/messages.ts";
import type { Role, SavedReason } from "../protocol/page_data.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

export function timeOf(milliseconds: number): string {
  const then = new Date(milliseconds);
  const time = clock.format(then);
  return then.toDateString() === new Date().toDateString() ? time : `${day.format(then)}, ${time}`;
}

export const roleWords: Record<Role, string> = {
  yours: "yours",
  given: "given",
  library: "given",
  checks: "checks",
  shared: "shared",
};

export const editorLabels: Record<Role, (name: string) => string> = {
  yours: (name) => `${name}, your code`,
  given: (name) => `${name}, given, to read`,
  library: (name) => `${name}, given, to read`,
  checks: (name) => `${name}, checks, to read`,
  shared: (name) => `${name}, shared, to read`,
};

export const labels = {
  files: "Files",
  lab: (file: string, number: number) =>
    number === 1 ? `Editor for ${file}` : `Editor for ${file}, number ${number} on this page`,
  run: "Run",
  check: "Check",
  stop: "Stop",
  reset: "Reset",
  undoReset: "Undo reset",
  retry: "Try again",
  reload: "Reload the page",
  output: "Output",
  checks: "Checks",
  earlier: "Earlier versions",
  bringBack: "Bring back",
  compare: "Compare with now",
  showHistory: "Show history",
  shownBelow: "Shown below",
};

export const shortcutsHint = {
  start: "Tab indents. To leave the editor: ",
  between: ", then ",
  end: ".",
  all: "All keys",
};

export const states = {
  asleep: "",
  starting: "Python is starting…",
  queued: {
    run: "Python is starting… then your code runs",
    check: "Python is starting… then the checks run",
    tell: "Python is starting… then it tells the history",
  },
  ready: "ready",
  running: { run: "running…", check: "checking…", tell: "telling…" },
  long: "still running after 10 s: Stop ends it",
  failed: "Python is not loaded",
  outdated: "",
};

export const output = {
  emptyRun: "Run plays the scenario once and prints its history here.",
  emptySnippet: "Run prints here.",
  nothing: "It ran to its end and printed nothing.",
  cut: "The output is cut here, at 10,000 lines or 250,000 characters.",
  endings: {
    stopped: "Stopped.",
    crashed: "Python ended unexpectedly and is starting again. Your code is as it was.",
    failed: "Nothing ran: Python is not loaded.",
    unavailable: "The checks could not be loaded. Check the connection, then press Check again.",
  },
};

export const monkeys = {
  title: "Chaos monkey for the next run",
  given: "As given",
  givenSentence: "The run of this exercise, with the failure that belongs to it.",
  none: "No monkey",
  noneSentence: "Nothing fails.",
  // The names and sentences are those of consistent_messaging.chaos; a test compares them.
  byName: {
    "delayed failure when acking":
      "Your handler returns. Nothing is sent yet; other messages are handled meanwhile. Then the ack fails, and the message is delivered again.",
    "crash after a write":
      "The attempt is gone after its first write. The message is delivered again.",
    "lost answer": "The first write takes effect, and your handler is told that it timed out.",
    "rejected write":
      "The first write has no effect, and your handler is told that the store is busy.",
    "lease expires":
      "The message is delivered again, and handled, while the first attempt stands before its first write. Then that attempt goes on.",
    "lost ack": "Everything is sent. Then the ack is lost, and the message is delivered again.",
    "stale read":
      "The first read that can be stale is: it comes to what was true earliest, and is no longer.",
  },
};

// The words of a history that is shown are in history/texts.ts, and are loaded with it.
export const histories = {
  ofCheck: (title: string) => `In the check “${title}”`,
  ofRun: "In your last run",
  ofLink: "In the history that came with the link",
  failed: "The history could not be loaded. Check the connection, then try again.",
  retry: "Try again",
  busy: "Python is busy. Wait until it is ready, or press Stop; then try again.",
  nothing: "Nothing was told: Python ended too early.",
};

export const verdictWords: Record<Verdict, string> = {
  holds: "holds",
  ghost: "ghost",
  lost: "lost",
  duplicate: "duplicate",
  contradictory: "contradictory",
  leak: "leak",
  stuck: "stuck",
  "not yet": "not yet",
  unknown: "unknown",
  fails: "fails",
  error: "error",
};

export const checks = {
  waiting: "waiting",
  notRun: "not run",
  collecting: "collecting…",
  searching: (states: number, faults: number) =>
    `${states.toLocaleString("en")} states, ${faults === 1 ? "1 fault" : `${faults} faults`}`,
  progress: (done: number, all: number) => `${done} of ${all} done`,
  summary: (holding: number, failing: number) => {
    if (failing === 0) return holding === 1 ? "it holds" : `all ${holding} hold`;
    const fail = `${failing} ${failing === 1 ? "fails" : "fail"}`;
    return holding === 0 ? fail : `${holding} ${holding === 1 ? "holds" : "hold"}, ${fail}`;
  },
  seconds: (seconds: number) => `in ${seconds.toFixed(1)} s`,
  codeChanged: "You changed the code since.",
  notChecked: "The code could not be checked; the output says why.",
};

export const saving = {
  saved: (at: number) => `saved ${timeOf(at)}`,
  unsaved: "not saved",
  refused:
    "Your browser does not keep what you type: it has no room left, or its settings forbid it.",
  download: "Download my work",
  otherTab: (at: number) =>
    `This was changed in another tab at ${timeOf(at)}. Both versions are kept.`,
  takeOther: "Take that one",
  keepMine: "Keep mine",
  exerciseChanged: "This exercise changed. Your work on the old one is here.",
  acceptOldWork: "Bring it in",
  later: "Not now",
  damaged:
    "Something that was saved here cannot be read. It is set aside in this browser, and is in the file with all your work.",
  noChange: "It is the same as now.",
  difference: "What changed since: removed lines, then added ones",
  reasons: {
    typed: "as you had written it",
    checked: "when you checked it",
    imported: "from a file",
    reset: "before Reset",
    taken: "before another version was taken",
    other_tab: "from another tab",
    old_exercise: "on the exercise as it was before",
  } satisfies Record<SavedReason, string>,
};

export const failures = {
  failed: "Python could not be loaded. Check the connection, then try again.",
  outdated:
    "The course was updated since this page was opened. Reload the page; your work is kept.",
};
