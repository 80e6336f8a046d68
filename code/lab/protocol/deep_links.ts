// What the fragment of an address carries: code of an exercise, a history of it (in which world, which
// actions), or both. What comes by a link is written by anybody, so each part has to look exactly as it
// does when we write it.

import type { Script } from "./messages.ts";

const NAME = /^[a-z0-9_]{1,80}$/;
const MESSAGE = /^[A-Za-z][A-Za-z0-9]{0,15}$/;
const ACTION = /^(?:[+.=~!?^%&2][A-Za-z][A-Za-z0-9]{0,17}|[<x>][\w.:@/·-]{1,80})$/;
const MARKS = /^[~!?^%&<2x]{0,9}$/;
const LEFTOVERS = ["any", "none", "none without faults"] as const;
const MOST_ACTIONS = 400;

export interface Link {
  exercise: string;
  script: Script | null;
  /** Code, as features/share/compressed_code.ts packs it. */
  packed: string | null;
}

/** A link to a history, and to the code that it happened on if that was packed. */
export function linkToHistory(
  page: string,
  exercise: string,
  script: Script,
  packed: string | null = null,
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
  if (packed !== null) fragment.set("code", packed);
  return `${page.split("#")[0]}#${fragment}`;
}

export function linkToCode(page: string, exercise: string, packed: string): string {
  return `${page.split("#")[0]}#${new URLSearchParams({ code: packed, of: exercise })}`;
}

/** What a fragment holds: code, a history, nothing of ours, or something unreadable. */
export function readLink(fragment: string): Link | "none" | "unreadable" {
  if (!/^#(code|history)=/.test(fragment)) return "none";
  const parts = new URLSearchParams(fragment.slice(1));
  const [exercise, packed] = [parts.get("of") ?? "", parts.get("code")];
  const script = parts.has("history") ? readScript(parts) : null;
  if (script === "unreadable" || !NAME.test(exercise)) return "unreadable";
  return { exercise, script, packed };
}

function readScript(parts: URLSearchParams): Script | "unreadable" {
  const text = (name: string): string => parts.get(name) ?? "";
  const actions = text("history").split(" ");
  const messages = text("messages").split(" ").filter(Boolean);
  const leftovers = LEFTOVERS.find((each) => each === text("leftovers"));
  const readable =
    actions.length <= MOST_ACTIONS &&
    actions.every((action) => ACTION.test(action)) &&
    messages.length <= 8 &&
    messages.every((message) => MESSAGE.test(message)) &&
    /^[1-4]$/.test(text("consumers")) &&
    /^\d$/.test(text("faults")) &&
    MARKS.test(text("marks"));
  if (!readable || leftovers === undefined) return "unreadable";
  return {
    schedule: actions.join(" "),
    messages,
    consumers: Number(text("consumers")),
    leftovers,
    marks: text("marks"),
    most_faults: Number(text("faults")),
  };
}
