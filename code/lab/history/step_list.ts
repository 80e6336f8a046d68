// The history as an ordered list of sentences; the diagram draws the same.

import type { Trace } from "../protocol/trace.ts";
import { drawIcon, element } from "../shared/dom.ts";
import { type AttemptSpan, spanAt } from "./attempt_spans.ts";
import { lookOf } from "./diagram/svg.ts";
import { actorsIn } from "./lanes.ts";
import { markMessages } from "./message_marks.ts";
import type { Playback } from "./playback.ts";
import { classOf, riskBadge } from "./risk_badge.ts";
import type { StepRow, StepRows } from "./step_rows.ts";
import { rowOf } from "./step_rows.ts";
import { historyWords, riskMeanings, stepWords } from "./texts.ts";

/** What the list asks for. */
export interface StepListActions {
  unfold(first: number): void;
}

/** Makes the list; it follows the playback. */
export function makeStepList(
  playback: Playback,
  rows: StepRows,
  spans: AttemptSpan[],
  actions: StepListActions,
): HTMLElement {
  const { trace } = playback;
  const items = new Map<StepRow, HTMLElement>();
  const list = element("ol", { class: "steps", "aria-label": stepWords.list });
  list.style.setProperty("--hist-actors", `${actorsIn(trace).length}`);
  for (const [index, row] of rows.rows.entries()) {
    const item = stepItem(row, trace, spans);
    if (index === 0) item.prepend(railHeads(actorsIn(trace)));
    item.addEventListener("click", () => {
      if (row.moments.length > 1) actions.unfold(row.moments[0]?.number ?? 1);
      playback.go(row.moments[0]?.number ?? 1, true);
    });
    items.set(row, item);
    list.append(item);
  }
  list.append(endItem(trace));
  let isShown = false; // what is there when the list appears is not scrolled to
  playback.follow((moment, focus) => {
    const current = rowOf(rows, moment.number);
    for (const [row, item] of items) {
      item.tabIndex = row === current ? 0 : -1;
      if (row === current) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      if (row !== current) continue;
      if (focus) item.focus();
      else if (isShown) item.scrollIntoView({ block: "nearest" });
    }
    isShown = true;
  });
  return list;
}

function stepItem(row: StepRow, trace: Trace, spans: AttemptSpan[]): HTMLElement {
  const moment = row.moments[0] as (typeof row.moments)[number];
  const folded = row.moments.length > 1;
  const looks = [
    "step",
    classOf(moment.risk),
    row.first ? "first" : "",
    moment.fault ? "is-monkey" : "",
    folded ? "is-folded" : "",
  ];
  const to = moment.number + row.moments.length - 1;
  const say = element("span", { class: "say" });
  if (moment.fault) say.append(drawIcon("bolt"), " ");
  const text = folded
    ? stepWords.folded(moment.attempt ?? "", row.moments.length)
    : moment.sentence;
  say.append(...markMessages(text, trace.messages));
  const item = element(
    "li",
    { class: looks.filter(Boolean).join(" "), tabindex: "-1" },
    element("span", { class: "band", "aria-hidden": "true" }),
    element(
      "span",
      { class: "no" },
      folded ? stepWords.range(moment.number, to) : `${moment.number}`,
    ),
    rails(actorsIn(trace).length, spans, moment.number, to, moment.consumer),
    say,
  );
  if (row.first) item.prepend(riskHead(moment.risk, moment.number === trace.point_of_no_return));
  return item;
}

function riskHead(risk: Trace["moments"][number]["risk"], turn: boolean): HTMLElement {
  const head = element("span", { class: "risk-head" });
  if (turn) {
    const flag = element(
      "span",
      { class: "turn" },
      drawIcon("flag"),
      ` ${historyWords.pointOfNoReturn}`,
    );
    head.append(flag);
  }
  head.append(riskBadge(risk), element("span", { class: "meaning" }, riskMeanings[risk]));
  return head;
}

function endItem(trace: Trace): HTMLElement {
  const { at_rest, message, anomaly, moments } = trace;
  const icon = anomaly !== null ? "cross" : at_rest ? "check" : "open";
  const sentence = at_rest
    ? stepWords.atRest(message)
    : anomaly !== null
      ? stepWords.broken(message)
      : stepWords.open;
  const say = element("span", { class: "say" }, drawIcon(icon), " ");
  say.append(...markMessages(sentence, trace.messages));
  const risk = moments.at(-1)?.risk ?? "safe";
  return element(
    "li",
    { class: `step end ${classOf(risk)}` },
    element("span", { class: "band", "aria-hidden": "true" }),
    element("span", { class: "no" }),
    element("span", { class: "rails", "aria-hidden": "true" }),
    say,
  );
}

/** A consumer is headed by its number, all others by their first letters, with a number if they have one. */
function railHeads(actors: string[]): HTMLElement {
  const heads = actors.map((name) => {
    const number = name.match(/\d+$/)?.[0] ?? "";
    return element("i", {}, /^consumer \d+$/.test(name) ? number : `${name.slice(0, 1)}${number}`);
  });
  return element("span", { class: "rail-heads", "aria-hidden": "true" }, ...heads);
}

/** In narrow windows a rail for each consumer and process takes the place of its lane. */
function rails(
  actors: number,
  spans: AttemptSpan[],
  from: number,
  to: number,
  acting: number | null,
): HTMLElement {
  const made = Array.from({ length: actors }, (_, index) => {
    const span = spanAt(spans, index + 1, from) ?? spanAt(spans, index + 1, to);
    if (span === undefined) return element("span", { class: "rail" });
    const looks = ["rail", "live", lookOf(span.message)];
    if (span.from === from) looks.push("top");
    if (span.to === to && span.edge === "closed") looks.push("end");
    if (span.to === to && span.edge === "torn") looks.push("torn");
    if (span.heldFrom !== null && span.heldFrom <= from) looks.push("held");
    if (span.zombieFrom !== null && span.zombieFrom <= from) looks.push("zombie");
    if (acting === index + 1) looks.push("acts");
    return element("span", { class: looks.join(" ") });
  });
  return element("span", { class: "rails", "aria-hidden": "true" }, ...made);
}
