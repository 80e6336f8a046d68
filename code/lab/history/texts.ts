// The words of a history: present tense, one word for each idea, verbs on buttons.

import type { Risk } from "../protocol/trace.ts";

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

export const historyWords = {
  title: "What happened",
  loading: "Working out the history…",
  seeHistory: "See the history",
  beTheMonkey: "Be the monkey",
  stepThrough: "Step through it",
  onPostgresql: "Replay it on PostgreSQL",
  twoWays: "Find it yourself first, or have it shown.",
  shortest: (messages: string[]) => `shortest with ${messages.join(" and ")}`,
  length: (faults: number, steps: number) =>
    `${counted(faults, "fault")}, ${counted(steps, "step")}`,
  link: (line: number) => `Line ${line}`,
  lineIs: " is where it was decided.",
  whatMatters: "The steps that matter",
  goTo: (step: number) => `Go to step ${step}`,
  pointOfNoReturn: "Point of no return",
  notJudged: "This history cannot be judged",
  holds: "Nothing broke",
  holdsWhy: "In this history every message is handled as if it had come once.",
  unfinished: "So far",
  unfinishedWhy: "This history isn't finished. Choose what happens next below its last step.",
  errorWhy: "The step that comes next in this history is the one that raised the error.",
  codeChanged: "You changed the code since. The history is that of the code as it was.",
};

export const outcomeWords = {
  caption: (order: string[]) =>
    `Expected, if ${order.join(" and then ") || "nothing"} ${
      order.length > 1 ? "are handled once each" : "is handled once"
    }, and the result of this history:`,
  published: "Published",
  stored: (subject: string) => `${subject} holds`,
  expected: "Expected",
  got: "Got",
  times: (count: number) => (count === 0 ? "never" : count === 1 ? "once" : `${count} times`),
  missing: "missing",
  notYet: "not yet",
};

export const riskWords: Record<Risk, string> = {
  safe: "safe",
  "at risk": "at risk",
  doomed: "doomed",
  unknown: "risk unknown",
};

export const riskMeanings: Record<Risk, string> = {
  safe: "every continuation passes this check",
  "at risk": "some continuations end badly",
  doomed: "no continuation ends well",
  unknown: "too many continuations to follow them all",
};

export const stepWords = {
  list: "The history, step by step",
  heading: "Steps",
  group: "Step through the history",
  step: "Step",
  of: (count: number) => ` of ${count}`,
  first: "First step",
  previous: "Previous step",
  next: "Next step",
  last: "Last step",
  nextFault: "Next fault",
  place: (number: number, count: number) => `Step ${number} of ${count}`,
  said: (number: number, sentence: string) => `Step ${number}: ${sentence}`,
  atRest: (message: string) =>
    message === "" ? "At rest: nothing is wrong." : `At rest: ${message}.`,
  broken: (message: string) => `${message}.`,
  open: "Not at rest yet.",
  folded: (attempt: string, count: number) => `${attempt}: ${count} steps that nobody else sees`,
  range: (from: number, to: number) => `${from}–${to}`,
  fold: "Fold private steps",
  unfold: "Unfold all steps",
  keys: {
    step: " step",
    ends: " first, last",
    fault: " next fault",
    turn: " point of no return",
    or: " or ",
  },
  attempt: (message: string) => `: the first attempt at ${message}`,
  riskCounts: "Risk counts every continuation without a further fault.",
};

export const diagramWords = {
  title: "The same history as lanes",
  description: (consumers: number, others: string[], sentences: string[]) =>
    `Lanes from left to right: ${[
      "monkey",
      "queue",
      consumers === 1 ? "one consumer" : `${consumers} consumers`,
      ...others,
    ].join(", ")}, stores, downstream. ${sentences.join(" ")}`,
  heads: (actors: string[], answers: boolean) => [
    "monkey",
    "queue",
    ...actors,
    "stores",
    answers ? "downstream, callers" : "downstream",
  ],
  held: (unsent: number) => `held, ${unsent} unsent`,
  refused: "refused",
  sends: "sends",
  acked: "acked ✓",
  partlyAcked: "partly acked ✓",
  givenBack: "given back",
  late: "ack too late",
  ackLost: "ack lost",
  answers: "answers ✓",
  answerLate: "too late",
  answerLost: "answer lost",
  fails: "fails",
  crashes: "crashes",
  leaseOver: "lease over",
  handled: "handled",
  ignored: "ignored",
  copy: "one more copy",
  removed: "removed",
  runsOut: "runs out",
  clockStops: "the clock stops",
  clockRuns: "the clock runs on",
  replayed: "replayed",
  deadLetter: "dead letter",
  done: "done",
  steps: (count: number) => `⋯ ${count} steps`,
};

export const detailWords = {
  hide: "Hide details",
  show: "Show details",
  codeLegend: "bar: ran in this step · letter: waits here",
  code: (file: string) => `${file} at this step`,
  attempts: "Attempts",
  noAttempts: "No attempt is under way.",
  waits: (line: number) => `waits at line ${line}`,
  unsent: "unsent",
  toSend: (count: number) =>
    count === 0 ? "has returned, to be acked" : `has returned, ${count} to send`,
  held: "has returned; held back",
  zombie: "its lease is over",
  consumer: (number: number) => `consumer ${number}`,
  isNew: "new",
  world: "World",
  beforeAfter: "before → after",
  queue: "Queue",
  downstream: "Downstream",
  unchanged: (lines: string) => `no change: ${lines}`,
  nothing: "nothing yet",
  empty: "empty",
};

export const alternativesWords = {
  instead: (step: number) => `What if, instead of step ${step} …`,
  next: "What happens next?",
  none: "Nothing else was possible here without another fault.",
  strike: (count: number) => `Or strike (${count})`,
  price: (faults: number) => (faults === 0 ? "free" : counted(faults, "fault")),
  nearest: (step: number) => `The nearest run that ends well leaves at step ${step}`,
  open: "Open it",
  branch: "You went another way",
  back: "Back to the history before",
};

export const interactiveWords = {
  tab: "Be the monkey",
  title: "Break it yourself",
  intro: (faults: number) =>
    `You choose what the broker delivers and what fails. ${
      faults === 0 ? "There is no fault to use." : `You have ${counted(faults, "fault")}.`
    } Risk stays hidden until you are done.`,
  next: "What happens next?",
  strike: "Or strike",
  length: (steps: number, searched: boolean) =>
    searched
      ? `The shortest failure takes ${counted(steps, "step")}.`
      : `The check’s own history takes ${counted(steps, "step")}.`,
  notBroken: "Nothing is broken yet.",
  broke: (anomaly: string, message: string) => `You broke it. ${anomaly}: ${message}.`,
  took: (mine: number, known: number, searched: boolean) => {
    const own = `It took you ${counted(mine, "step")}`;
    if (searched && mine <= known) return `${own}: no history is shorter.`;
    return `${own}; ${searched ? "the shortest" : "the check’s own"} takes ${known}.`;
  },
  held: "Everything is at rest, and nothing is wrong. Undo some steps, or start over.",
  forced: (steps: number) =>
    steps === 1
      ? "Nothing else could happen, so the last step played by itself."
      : `Nothing else could happen, so the last ${steps} steps played by themselves.`,
  undo: "Undo",
  over: "Start over",
  showMine: "Show my history",
  showShortest: "Show the shortest",
  showOther: "Show the check’s history",
  steps: "What happened so far",
  choose: "Choose a step",
  chosen: (sentence: string) => `Done: ${sentence}`,
};

export const compareWords = {
  tab: "Compare",
  shortestTab: "Shortest history",
  thisTab: "This history",
  with: "Compare with",
  checked: "Your code, as checked",
  now: "Your code now",
  starter: "The starter",
  solution: "The solution",
  solutionHidden: "You can compare with the solution once you have opened it below.",
  go: "Compare",
  holds: "holds",
  folded: (count: number) => `${counted(count, "step")} are the same, with the same results.`,
  unfold: "Unfold",
  ended: "It is finished.",
  step: "Step",
  end: (state: string, message: string) => (message === "" ? state : `${message}.`),
  leftOut: (actions: string) => `In the other code these actions cannot be taken: ${actions}.`,
};

export const exportWords = {
  menu: "Copy as test",
  as: "Copy as",
  kinds: { test: "pytest", link: "Link", text: "Text", mermaid: "Mermaid", string: "String" },
  same: "Replays the same here, in pytest and on the command line.",
  withCode: "Anybody who opens it sees the code and can play the history on it.",
  copy: "Copy",
  copied: "Copied",
  refused: "The browser does not allow it: select the text and copy it.",
};
