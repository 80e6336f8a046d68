// A history in the fragment of an address: which exercise, in which world, which actions. What comes by a
// link is written by anybody, so each part has to look exactly as it does when we write it.

import type { Script } from "./protocol.ts";

const NAME = /^[a-z0-9_]{1,80}$/;
const MESSAGE = /^[A-Za-z][A-Za-z0-9]{0,15}$/;
const ACTION = /^(?:[+.=~!?^%&2][A-Za-z][A-Za-z0-9]{0,17}|[<x>][\w.:@/·-]{1,80})$/;
const MARKS = /^[~!?^%&<2x]{0,9}$/;
const LEFTOVERS = ["any", "none", "none without faults"] as const;
const MOST_ACTIONS = 400;

export interface LinkedHistory {
  exercise: string;
  script: Script;
}

export function linkTo(page: string, exercise: string, script: Script): string {
  const fragment = new URLSearchParams({
    history: script.schedule,
    of: exercise,
    messages: script.messages.join(" "),
    consumers: String(script.consumers),
    leftovers: script.leftovers,
    marks: script.marks,
    faults: String(script.most_faults),
  });
  return `${page.split("#")[0]}#${fragment}`;
}

/** What a fragment holds: a history, nothing of ours, or something unreadable. */
export function readLink(fragment: string): LinkedHistory | "none" | "unreadable" {
  if (!fragment.startsWith("#history=")) return "none";
  const parts = new URLSearchParams(fragment.slice(1));
  const text = (name: string): string => parts.get(name) ?? "";
  const actions = text("history").split(" ");
  const messages = text("messages").split(" ").filter(Boolean);
  const leftovers = LEFTOVERS.find((each) => each === text("leftovers"));
  const readable =
    NAME.test(text("of")) &&
    actions.length <= MOST_ACTIONS &&
    actions.every((action) => ACTION.test(action)) &&
    messages.length <= 8 &&
    messages.every((message) => MESSAGE.test(message)) &&
    /^[1-4]$/.test(text("consumers")) &&
    /^\d$/.test(text("faults")) &&
    MARKS.test(text("marks"));
  if (!readable || leftovers === undefined) return "unreadable";
  const script: Script = {
    schedule: actions.join(" "),
    messages,
    consumers: Number(text("consumers")),
    leftovers,
    marks: text("marks"),
    most_faults: Number(text("faults")),
  };
  return { exercise: text("of"), script };
}
