// The drawing of one row: who acts, what goes where, what comes back, and what the monkey does.

import { type Drawing, drawingOf } from "../../protocol/actions.ts";
import type { Moment } from "../../protocol/trace.ts";
import { iconPaths } from "../../shared/dom.ts";
import { messagesOf } from "../message_marks.ts";
import type { StepRow } from "../step_rows.ts";
import { diagramWords as texts } from "../texts.ts";
import { aliveName, type DiagramLayout, middle } from "./layout.ts";
import { glyph, lookOf, svg, write } from "./svg.ts";

/** Draws a row of the diagram. */
export function drawStep(row: StepRow, layout: DiagramLayout): SVGElement {
  const moment = row.moments[0] as Moment;
  const group = svg("g", { class: lookOf(moment.message), "data-row": moment.number });
  const y = middle(row);
  if (row.moments.length > 1) {
    if (moment.consumer !== null)
      group.append(inBox(layout, moment, y, texts.steps(row.moments.length)));
    return group;
  }
  if (moment.fault) group.append(...strike(layout, moment, y));
  if (moment.consumer === null) group.append(...withoutAttempt(layout, moment, y));
  else if (drawingOf(moment.action) === "delivery") group.append(...delivery(layout, moment, y));
  else group.append(...ofAttempt(layout, moment, y));
  return group;
}

function delivery(layout: DiagramLayout, moment: Moment, y: number): SVGElement[] {
  const { left, right } = layout.consumer(moment.consumer ?? 1);
  const messages = messagesOf(moment.message);
  const from = Math.min(...messages.map((message) => layout.queue(message)));
  const behind = left + 33 + 18 * (messages.length - 1);
  return [
    ...arrow(from, left, y),
    ...messages.map((message, n) => glyph(message, left + 20 + 18 * n, y)),
    write(labelIn(right - behind, moment.attempt ?? ""), behind, y + 4, "m"),
  ];
}

/** Returns the name of an attempt; where there is no room, its number: the glyph has the message. */
function labelIn(room: number, attempt: string): string {
  return attempt.length * 7 <= room ? attempt : attempt.slice(attempt.lastIndexOf("·"));
}

function ofAttempt(layout: DiagramLayout, moment: Moment, y: number): SVGElement[] {
  const drawn = [inBox(layout, moment, y, wordFor(moment))];
  const { right, left } = layout.consumer(moment.consumer ?? 1);
  const lost = drawingOf(moment.action) === "lost answer";
  if (moment.call !== null) drawn.push(...withStore(layout, moment, y, right, lost));
  if (moment.sent?.inside) drawn.push(...toTheQueue(layout, moment, y, left));
  else if (moment.sent !== null) drawn.push(...withDownstream(layout, moment, y, right, lost));
  const again = comeAgain(moment).map((name) => layout.queue(name));
  if (again.length > 0) drawn.push(...arrow(left, Math.max(...again) + 9, y));
  return drawn;
}

/** Returns the messages that this step puts back into the queue. */
function comeAgain(moment: Moment): string[] {
  const { action, end } = moment;
  const ends = end !== null && end !== "acked" && end !== "done";
  if (!ends && drawingOf(action) !== "lease over") return [];
  const waiting = moment.queue.map(aliveName);
  return messagesOf(moment.message).filter((name) => waiting.includes(name));
}

function withStore(
  layout: DiagramLayout,
  moment: Moment,
  y: number,
  right: number,
  lost: boolean,
): SVGElement[] {
  const call = moment.call as NonNullable<Moment["call"]>;
  const { store } = layout;
  const drawn: SVGElement[] = [];
  if (drawingOf(moment.action) === "no effect") drawn.push(...stub(right, store.left - 40, y));
  else if (call.reads && !lost) drawn.push(...arrow(store.left, right, y, "read"));
  else drawn.push(...arrow(right, store.left, lost ? y - 5 : y));
  if (lost) drawn.push(...stub(store.left, right + 40, y + 8));
  const look = call.wrote ? "node write" : "node";
  drawn.push(node(store.left, store.right, y, look));
  const label = clip(call.label, 16 - 3 * call.names.length);
  drawn.push(write(label, store.left + 10, y + 4, call.wrote ? "op strong" : "soft"));
  const from = store.left + 44 + Math.max(0, label.length - 3) * 6;
  const room = Math.floor((store.right - from + 14) / 24);
  drawn.push(...call.names.slice(0, room).map((name, n) => glyph(name, from + 24 * n, y)));
  return drawn;
}

/** What an endpoint of the design's own handles goes into the queue; its glyph appears there. */
function toTheQueue(layout: DiagramLayout, moment: Moment, y: number, left: number): SVGElement[] {
  const queue = layout.queue("") + 9;
  return moment.sent?.left ? arrow(left, queue, y) : stub(left, queue + 20, y);
}

function withDownstream(
  layout: DiagramLayout,
  moment: Moment,
  y: number,
  right: number,
  lost: boolean,
): SVGElement[] {
  const sent = moment.sent as NonNullable<Moment["sent"]>;
  const { left, right: end } = layout.downstream;
  if (!sent.left) return stub(right, left - 40, y);
  const drawn = arrow(right, left, lost ? y - 5 : y);
  if (lost) drawn.push(...stub(left, right + 40, y + 8));
  drawn.push(node(left, end, y, "node write"));
  const owner = sent.content.startsWith(`${sent.kind} `)
    ? sent.content.slice(sent.kind.length + 1)
    : null;
  if (owner !== null) drawn.push(glyph(owner, left + 14, y));
  drawn.push(write(clip(sent.kind, 15), left + (owner === null ? 8 : 27), y + 4, "op small"));
  return drawn;
}

function withoutAttempt(layout: DiagramLayout, moment: Moment, y: number): SVGElement[] {
  const { store, downstream } = layout;
  const gone = { removal: texts.removed, end: texts.runsOut }[drawingOf(moment.action) as string];
  if (gone !== undefined)
    return [node(store.left, store.right, y, "node"), write(gone, store.left + 10, y + 4, "op")];
  if (drawingOf(moment.action) === "clock") {
    const word = moment.action === ":stops" ? texts.clockStops : texts.clockRuns;
    return [write(word, layout.consumer(1).left, y + 4, "op")];
  }
  if (drawingOf(moment.action) === "replay") {
    const at = layout.queue(moment.message ?? "");
    return [glyph(moment.message ?? "", at, y), write(texts.replayed, at + 14, y + 4, "op")];
  }
  if (drawingOf(moment.action) !== "receipt") return [];
  const ignored = moment.downstream.every((line) => !line.endsWith("handled"));
  return [
    node(downstream.left, downstream.right, y, "node"),
    write(ignored ? texts.ignored : texts.handled, downstream.left + 10, y + 4, "op"),
  ];
}

function strike(layout: DiagramLayout, moment: Moment, y: number): SVGElement[] {
  const at = moment.consumer === null ? layout.queue(moment.message ?? "") - 10 : 0;
  const to = moment.consumer === null ? at : layout.consumer(moment.consumer).left;
  const end = drawingOf(moment.action) === "removal" ? layout.store.left : to;
  return [
    svg("path", { class: "strike", d: `M${layout.monkey + 11} ${y}H${end}` }),
    svg("circle", { class: "bolt", cx: layout.monkey, cy: y, r: 12 }),
    svg("path", {
      class: "bolt-mark",
      transform: `translate(${layout.monkey - 9.6} ${y - 9.6}) scale(1.2)`,
      d: iconPaths.bolt,
    }),
  ];
}

function wordFor(moment: Moment): string {
  const unsent = moment.attempts.find((each) => each.label === moment.attempt)?.unsent.length ?? 0;
  const words: Partial<Record<Drawing, string>> = {
    delay: texts.held(unsent),
    crash: moment.fault ? texts.crashes : texts.fails,
    "lost ack": moment.sent === null ? texts.ackLost : texts.answerLost,
    "lease over": texts.leaseOver,
    ack: ackedOrNot(moment),
  };
  const known = words[drawingOf(moment.action)];
  if (known !== undefined) return known;
  if (moment.sent !== null) return texts.sends;
  const verb = moment.call?.verb ?? "";
  return moment.call?.refused ? `${verb}: ${texts.refused}` : verb;
}

function ackedOrNot(moment: Moment): string {
  const { end, sentence } = moment;
  if (end === "done") return texts.done; // it was acked before
  if (end === "partly acked") return texts.partlyAcked;
  if (end === "given back") return texts.givenBack;
  const late = sentence.includes("late");
  if (moment.sent !== null) return late ? texts.answerLate : texts.answers;
  return late || end !== "acked" ? texts.late : texts.acked;
}

function inBox(layout: DiagramLayout, moment: Moment, y: number, text: string): SVGElement {
  const { left } = layout.consumer(moment.consumer ?? 1);
  return write(text, left + 12, y + 4, "op");
}

function arrow(from: number, to: number, y: number, look = ""): SVGElement[] {
  const back = to < from ? 1 : -1;
  return [
    svg("path", { class: "halo", d: `M${from} ${y}H${to}` }),
    svg("path", { class: `wire ${look}`.trim(), d: `M${from} ${y}H${to + 6 * back}` }),
    svg("path", { class: "tip", d: `M${to} ${y}l${8 * back} -4.5v9z` }),
  ];
}

/** A line that stops short: what it carries does not arrive. */
function stub(from: number, to: number, y: number): SVGElement[] {
  return [
    svg("path", { class: "halo", d: `M${from} ${y}H${to}` }),
    svg("path", { class: "wire read", d: `M${from} ${y}H${to}` }),
    svg("path", { class: "wire", d: `M${to} ${y - 6}v12` }),
  ];
}

function node(left: number, right: number, y: number, look: string): SVGElement {
  return svg("rect", { class: look, x: left, y: y - 12, width: right - left, height: 24, rx: 3 });
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}
