// What else could have happened at a step, each with its exact risk; and the nearest run that ends well.

import type { RiskyOption } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { markMessages } from "./message_marks.ts";
import type { Playback } from "./playback.ts";
import { riskBadge } from "./risk_badge.ts";
import { alternativesWords as texts } from "./texts.ts";

export interface AlternativesActions {
  /** Goes on with these actions instead. */
  branch(actions: string[]): void;
}

export function makeAlternatives(playback: Playback, actions: AlternativesActions): HTMLElement {
  const { trace } = playback;
  const played = trace.script.schedule.split(/\s+/).filter(Boolean);
  const root = element("div", { class: "alternatives" });
  const choices = (options: RiskyOption[], before: string[]): HTMLElement[] =>
    groups(options, trace.messages, (action) => actions.branch([...before, action]));
  playback.follow((moment) => {
    const before = played.slice(0, moment.number - 1);
    const parts: (Node | string)[] = [label(texts.instead(moment.number))];
    parts.push(...choices(moment.instead, before));
    if (moment.number === played.length && trace.next.length > 0)
      parts.push(label(texts.next), ...choices(trace.next, played));
    root.replaceChildren(...parts, ...nearest(playback, actions));
  });
  return root;
}

function label(text: string): HTMLElement {
  return element("span", { class: "label" }, drawIcon("branch"), ` ${text}`);
}

function groups(
  options: RiskyOption[],
  messages: string[],
  choose: (action: string) => void,
): HTMLElement[] {
  const free = options.filter(({ price }) => price === 0);
  const strikes = options.filter(({ price }) => price > 0);
  const list = (some: RiskyOption[]): HTMLElement =>
    element("ul", { class: "choices" }, ...some.map((each) => choice(each, messages, choose)));
  const parts: HTMLElement[] = [];
  if (free.length > 0) parts.push(list(free));
  else parts.push(element("span", { class: "muted" }, texts.none));
  if (strikes.length > 0) {
    const summary = element("summary", {}, texts.strike(strikes.length));
    parts.push(element("details", { class: "strikes" }, summary, list(strikes)));
  }
  return parts;
}

function choice(
  option: RiskyOption,
  messages: string[],
  choose: (action: string) => void,
): HTMLElement {
  const text = element("span", {}, ...markMessages(option.text, messages));
  const made = button("", () => choose(option.action), {
    children: [text, " ", riskBadge(option.risk)],
  });
  if (option.price > 0) made.append(element("small", {}, texts.price(option.price)));
  return element("li", {}, made);
}

function nearest(playback: Playback, actions: AlternativesActions): HTMLElement[] {
  const { nearest_pass: passing, script, messages, moments, next, anomaly } = playback.trace;
  if (passing === null || anomaly === null) return [];
  const [other, own] = [passing.split(" "), script.schedule.split(" ")];
  const differs = other.findIndex((action, index) => action !== own[index]);
  const parting = differs < 0 ? other.length : differs; // it may end before something strikes
  const options = moments[parting]?.instead ?? next;
  const leaves = options.find(({ action }) => action === other[parting]);
  const said = `${texts.nearest(parting + 1)}${leaves ? `: ${leaves.text}.` : "."} `;
  const open = button(texts.open, () => actions.branch(other));
  return [element("p", { class: "nearest" }, ...markMessages(said, messages), open)];
}
