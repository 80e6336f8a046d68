// The panes with the state at a step: which attempts are under way with which values, and what the step
// changed in the world.

import type { AttemptNow, Moment, Trace, WorldState } from "../protocol/trace.ts";
import { element } from "../shared/dom.ts";
import { actorsIn } from "./lanes.ts";
import { markMessages, messageMark } from "./message_marks.ts";
import type { Playback } from "./playback.ts";
import { detailWords } from "./texts.ts";

/** Makes the pane of attempts; it follows the playback. */
export function makeAttemptsPane(playback: Playback): HTMLElement {
  const inside = element("div");
  playback.follow((moment) => {
    const before = playback.before ?? playback.trace.start;
    const made = moment.attempts.map((now) => attempt(now, before, playback.trace));
    const none = element("p", { class: "none" }, detailWords.noAttempts);
    inside.replaceChildren(...(made.length === 0 ? [none] : made));
  });
  return element("section", { class: "pane" }, element("h4", {}, detailWords.attempts), inside);
}

function attempt(now: AttemptNow, before: WorldState, trace: Trace): HTMLElement {
  const { messages } = trace;
  const was = before.attempts.find((each) => each.label === now.label)?.names ?? {};
  const said = [
    actorsIn(trace)[now.consumer - 1] ?? "",
    positionOf(now),
    now.zombie ? detailWords.zombie : "",
  ];
  const about = said.filter(Boolean).join(" · ");
  const heading = element("p", {}, messageMark(now.message, now.label), ` · ${about}`);
  const names = element("dl");
  for (const [name, value] of Object.entries(now.names)) {
    const isNew = was[name] !== value;
    const shown = element("dd", isNew ? { class: "new" } : {}, ...markMessages(value, messages));
    if (isNew) shown.append(element("small", {}, ` ← ${detailWords.isNew}`));
    names.append(element("dt", {}, name), shown);
  }
  if (now.unsent.length > 0) {
    const unsent = markMessages(now.unsent.join(", "), messages);
    names.append(element("dt", {}, detailWords.unsent), element("dd", {}, ...unsent));
  }
  const made = element("div", { class: "attempt" }, heading);
  if (names.childElementCount > 0) made.append(names);
  return made;
}

function positionOf(now: AttemptNow): string {
  if (now.held) return detailWords.held;
  if (now.returned) return detailWords.toSend(now.unsent.length);
  return now.line === null ? "" : detailWords.waits(now.line);
}

/** Makes the pane of the world; it follows the playback. */
export function makeStatePane(playback: Playback): HTMLElement {
  const inside = element("div");
  playback.follow((moment) => {
    const before = playback.before ?? playback.trace.start;
    inside.replaceChildren(...documents(before, moment, playback.trace.messages));
  });
  const heading = element(
    "h4",
    {},
    detailWords.world,
    " ",
    element("small", {}, detailWords.beforeAfter),
  );
  return element("section", { class: "pane" }, heading, inside);
}

function documents(before: WorldState, after: Moment, messages: string[]): HTMLElement[] {
  const titles = new Set([...before.world, ...after.world].map((each) => each.title));
  const stored = [...titles].map((title) => {
    const old = before.world.find((each) => each.title === title);
    const now = after.world.find((each) => each.title === title);
    const versions = [old?.version, now?.version].map((version) => version || "–");
    const changed = versions[0] !== versions[1];
    const version = changed ? versions.join(" → ") : "";
    return difference(
      title,
      version,
      old?.lines ?? [],
      now?.lines ?? [],
      messages,
      detailWords.empty,
    );
  });
  const queue = difference(
    detailWords.queue,
    "",
    before.queue,
    after.queue,
    messages,
    detailWords.empty,
  );
  const [was, is] = [before.downstream, after.downstream];
  const sent = difference(detailWords.downstream, "", was, is, messages, detailWords.nothing);
  return [...stored, sent, queue];
}

/** A list of lines before and after, as what stays, what is new and what is gone. */
function difference(
  title: string,
  version: string,
  before: string[],
  after: string[],
  messages: string[],
  none: string,
): HTMLElement {
  const heading = element("p", {}, element("b", {}, ...markMessages(title, messages)), " ");
  const lines = changes(before, after);
  const same = version === "" && lines.every(({ sign }) => sign === "");
  const note = same ? detailWords.unchanged(before.join(", ") || none) : version;
  heading.append(element("span", {}, ...markMessages(note, messages)));
  const made = element("div", { class: same ? "doc same" : "doc" }, heading);
  if (same) return made;
  const looks = { "+": "plus", "−": "minus", "": "" };
  const items = lines.map(({ sign, text }) => {
    const mark = element("span", { class: "sign" }, sign);
    return element(
      "li",
      { class: looks[sign] },
      mark,
      element("span", {}, ...markMessages(text, messages)),
    );
  });
  made.append(element("ul", {}, ...items));
  return made;
}

/** A line of a list, with a sign if it is new or gone. */
export interface Change {
  sign: "+" | "−" | "";
  text: string;
}

/** Returns the shortest edit from one list of lines to another, by their longest common part. */
export function changes(before: readonly string[], after: readonly string[]): Change[] {
  const common = before.map(() => new Array<number>(after.length + 1).fill(0));
  common.push(new Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      (common[i] as number[])[j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Change[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      found.push({ sign: "", text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (now === undefined || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ sign: "−", text: old });
      i += 1;
    } else {
      found.push({ sign: "+", text: now ?? "" });
      j += 1;
    }
  }
  return found;
}
