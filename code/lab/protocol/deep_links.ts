// Links into an exercise: the fragment of an address carries code, a history (in which world, which
// actions), or both. Anybody can write a link, so each part has to look exactly as it does when the page
// writes it.

import { actionKinds, markPattern } from "./actions.ts";
import { type ChosenScope, leftovers, type Script } from "./messages.ts";

const NAME = /^[a-z0-9_]{1,80}$/;
const MESSAGE = /^[A-Za-z]\w{0,31}$/;
const FOLLOWS = "(?::[\\w.:@/·-]{1,80})?(?:#\\d{1,2})?"; // an id, and which one of several is meant
const ofMessage = markPattern(({ about }) => about === "attempt" || about === "broker");
const ofRecord = markPattern(({ about }) => about !== "attempt" && about !== "broker");
const BATCH = `(?:\\+[A-Za-z]\\w{0,31}${FOLLOWS}){0,3}`; // up to three more messages
const ACTION = new RegExp(
  `^(?:${ofMessage}[A-Za-z]\\w{0,31}${FOLLOWS}${BATCH}(?:@\\d{1,3})?|${ofRecord}[\\w.:@/·-]{1,80})$`,
);
const MARKS = new RegExp(
  `^${markPattern(({ fault }) => fault !== null)}{0,${actionKinds.length}}$`,
);
const SCENARIO = /^\w{0,80}$/;
const MOST_ACTIONS = 400;

/** What a link carries to an exercise. */
export interface Link {
  exercise: string;
  script: Script | null;
  /** How far code is to be searched; null if there is a history, or if the code says it. */
  scope: ChosenScope | null;
  /** Code, as features/share/compressed_code.ts compresses it. */
  compressed: string | null;
}

/** Returns a link to a history, with the code that it was played on if there is room for it. */
export function linkToHistory(
  page: string,
  exercise: string,
  script: Script,
  compressed: string | null = null,
): string {
  const fragment = new URLSearchParams({
    history: script.schedule,
    of: exercise,
    messages: script.messages.join(" "),
    consumers: String(script.consumers),
    leftovers: script.leftovers,
    marks: script.marks,
    faults: String(script.most_faults),
  });
  if (script.scenario !== "") fragment.set("scenario", script.scenario);
  if (compressed !== null) fragment.set("code", compressed);
  return `${page.split("#")[0]}#${fragment}`;
}

/** Returns a link to code of an exercise, compressed by features/share/compressed_code.ts. */
export function linkToCode(
  page: string,
  exercise: string,
  compressed: string,
  scope: ChosenScope | null = null,
): string {
  const fragment = new URLSearchParams({ code: compressed, of: exercise });
  if (scope !== null) {
    fragment.set("messages", scope.messages.join(" "));
    fragment.set("consumers", String(scope.consumers));
    fragment.set("marks", scope.marks);
    fragment.set("faults", String(scope.most_faults));
  }
  return `${page.split("#")[0]}#${fragment}`;
}

/** Reads a fragment: a link, "none" if it is no link of the course, or "unreadable". */
export function readLink(fragment: string): Link | "none" | "unreadable" {
  const whole = withoutMangling(fragment);
  if (!/^#(code|history)=/.test(whole)) return "none";
  const parts = new URLSearchParams(whole.slice(1));
  const [exercise, compressed] = [parts.get("of") ?? "", parts.get("code")];
  const script = parts.has("history") ? readScript(parts) : null;
  const scope = script === null && parts.has("consumers") ? readScope(parts) : null;
  if (script === "unreadable" || scope === "unreadable" || !NAME.test(exercise))
    return "unreadable";
  return { exercise, script, scope, compressed };
}

/** Undoes what texts do to the links in them: breaks, escapes, and the mark that ends a sentence. */
function withoutMangling(fragment: string): string {
  const decoded = /^#(code|history)%3D/i.test(fragment) ? decodedOnce(fragment) : fragment;
  return decoded
    .replace(/\s|%0[AD]/gi, "")
    .replace(/&amp;|&#38;/g, "&")
    .replace(/(?:[.,;:!?)\]}>"'’”»]|%3E|%22)+$/i, "");
}

function decodedOnce(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function readScript(parts: URLSearchParams): Script | "unreadable" {
  const text = (name: string): string => parts.get(name) ?? "";
  const actions = text("history").split(" ");
  const scope = readScope(parts);
  const kept = leftovers.find((each) => each === text("leftovers"));
  const readable =
    actions.length <= MOST_ACTIONS &&
    actions.every((action) => ACTION.test(action)) &&
    SCENARIO.test(text("scenario"));
  if (!readable || scope === "unreadable" || kept === undefined) return "unreadable";
  const scenario = text("scenario");
  return { schedule: actions.join(" "), leftovers: kept, scenario, ...scope };
}

function readScope(parts: URLSearchParams): ChosenScope | "unreadable" {
  const text = (name: string): string => parts.get(name) ?? "";
  const messages = text("messages").split(" ").filter(Boolean);
  const readable =
    messages.length <= 8 &&
    messages.every((message) => MESSAGE.test(message)) &&
    /^[1-4]$/.test(text("consumers")) &&
    /^\d$/.test(text("faults")) &&
    MARKS.test(text("marks"));
  if (!readable) return "unreadable";
  return {
    messages,
    consumers: Number(text("consumers")),
    marks: text("marks"),
    most_faults: Number(text("faults")),
  };
}
