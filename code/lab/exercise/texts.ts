// The words of an exercise's panel: one word for each idea, no exclamation marks, never "incorrect".

export const labels = {
  lab: (file: string, number: number) =>
    number === 1 ? `Editor for ${file}` : `Editor for ${file}, number ${number} on this page`,
  run: "Run",
  check: "Check",
  stop: "Stop",
  retry: "Try again",
  output: "Output",
  checks: "Checks",
  showHistory: "Show history",
  shownBelow: "Shown below",
  ofCheck: (label: string, title: string) => `${label} of “${title}”`,
};

export const states = {
  asleep: "",
  starting: "Python is starting…",
  queued: {
    run: "Python is starting… then your code runs",
    check: "Python is starting… then the checks run",
    tell: "Python is starting… then it works out the history",
  },
  ready: "ready",
  running: { run: "running…", check: "checking…", tell: "working out the history…" },
  long: "still running after 10 s: Stop ends it",
  failed: "Python is not loaded",
  outdated: "",
};

export const outputWords = {
  emptyRun: "Run plays the scenario once and prints its history here.",
  emptySnippet: "Run prints here.",
  nothing: "It ran to its end and printed nothing.",
  ended: (lines: number, error: string) => {
    if (error !== "") return `The run ended with an error. ${error}`;
    if (lines === 0) return "The run ended and printed nothing.";
    return `The run ended and printed ${lines === 1 ? "1 line" : `${lines} lines`}.`;
  },
  cut: "The output is cut here, at 10,000 lines or 250,000 characters.",
};

export const faultWords = {
  title: "Chaos monkey for the next run",
  given: "As given",
  givenSentence: "The run of this exercise, with the failure that belongs to it.",
  none: "No monkey",
  noneSentence: "Nothing fails.",
  // The names and sentences are those of the library's chaos monkeys; a test compares them.
  byName: {
    "delayed failure when acking":
      "Your handler returns. Nothing is sent yet; other messages are handled meanwhile. Then the ack fails, and the message is delivered again.",
    "crash after a write":
      "The attempt is gone after its first write. The message is delivered again.",
    "lost answer": "The first write takes effect, and your handler is told that it timed out.",
    "rejected write":
      "The first write has no effect, and your handler is told that the store is busy.",
    "lost request": "The first write has no effect, and your handler is told that it timed out.",
    "lease expires":
      "The message is delivered again, and handled, while the first attempt waits before its first write. Then that attempt continues.",
    "lost ack": "Everything is sent. Then the ack is lost, and the message is delivered again.",
    "stale read": "The first read that can be stale returns the oldest outdated value.",
  },
};

export const scopeWords = {
  title: "Scope of the check",
  asWritten: "As the file says",
  yours: "Your own scope",
  messages: "Messages",
  all: "all",
  consumers: "Consumers",
  most: "Faults at most",
  keepLooking: "Keep looking",
  keepLookingSentence:
    "Tries histories at random, beyond the scope: all messages, one consumer and two faults more. Stop ends it.",
};

export const resultWords = {
  waiting: "waiting",
  notRun: "not run",
  stopped: "stopped",
  collecting: "collecting…",
  searching: (states: number, faults: number) =>
    `${states.toLocaleString("en")} states, ${faults === 1 ? "1 fault" : `${faults} faults`}`,
  trying: (histories: number, states: number) =>
    `${histories.toLocaleString("en")} histories at random, ${states.toLocaleString("en")} states`,
  progress: (done: number, all: number) => `${done} of ${all} done`,
  summary: (holding: number, failing: number) => {
    if (failing === 0) return holding === 1 ? "it holds" : `all ${holding} hold`;
    const fail = `${failing} ${failing === 1 ? "fails" : "fail"}`;
    return holding === 0 ? fail : `${holding} ${holding === 1 ? "holds" : "hold"}, ${fail}`;
  },
  seconds: (seconds: number) => `in ${seconds.toFixed(1)} s`,
  codeChanged: "You changed the code since.",
  scopeChanged: "You changed the scope since.",
  notChecked: (why: string) =>
    why === "" ? "The code could not be checked." : `The code could not be checked. ${why}`,
  asAbove: "As above.",
  asIn: (title: string) => `As in “${title}” above.`,
};

export const hintsWords = {
  hint: (next: number, all: number) => (next > all ? "Hints" : `Hint ${next} of ${all}`),
  solution: "Solution",
  /** Beside the solution's line, until it was opened. */
  untried: "offered after your first check",
  tried: "you have tried: open when you like",
  ask: "You have not checked any change of yours yet. Try it yourself first, then press Check; or look now.",
  insist: "Show the solution now",
  notNow: "Not now",
};
