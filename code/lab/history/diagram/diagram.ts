// The diagram of a history: the same rows as the list, in lanes from left to right for monkey, queue,
// consumers, stores, downstream. It is one image with a description; the list says all of it in words.

import { drawingOf } from "../../protocol/actions.ts";
import type { Trace } from "../../protocol/trace.ts";
import { element } from "../../shared/dom.ts";
import type { AttemptSpan } from "../attempt_spans.ts";
import { actorsIn } from "../lanes.ts";
import { messagesOf } from "../message_marks.ts";
import type { Playback } from "../playback.ts";
import { heights, rowOf, type StepRows } from "../step_rows.ts";
import { diagramWords as texts } from "../texts.ts";
import { aliveName, boxPath, type DiagramLayout, layoutFor, middle } from "./layout.ts";
import { drawStep } from "./steps.ts";
import { deadGlyph, glyph, lookOf, svg, write } from "./svg.ts";

/** Makes the heads of the lanes. */
export function laneHeads(trace: Trace): HTMLElement {
  const actors = actorsIn(trace);
  const { edges } = layoutFor(actors.length, []);
  const answers = trace.moments.some((each) => each.sent !== null && isAck(each.action));
  const heads = texts.heads(actors, answers).map((name, index) => {
    const width = ((edges[index + 1] ?? 0) - (edges[index] ?? 0)) / 20;
    const head = element("span", {}, name);
    head.style.width = `${width}rem`;
    return head;
  });
  return element("div", { class: "lane-heads", "aria-hidden": "true" }, ...heads);
}

/** Makes the diagram; its cursor follows the playback. */
export function makeDiagram(
  playback: Playback,
  rows: StepRows,
  spans: AttemptSpan[],
  id: string,
): SVGElement {
  const { trace } = playback;
  const follow = trace.moments.some(({ sent }) => sent?.inside);
  const layout = layoutFor(actorsIn(trace).length, trace.messages, follow);
  const cursor = svg("rect", { class: "cursor", x: 0, width: layout.width, height: heights.row });
  const title = svg("title", { id: `${id}-title` });
  title.textContent = texts.title;
  const description = svg("desc", { id: `${id}-desc` });
  description.textContent = texts.description(
    trace.script.consumers,
    [...trace.processes, ...trace.endpoints],
    trace.beats.map((beat) => beat.text),
  );
  const picture = svg(
    "svg",
    {
      class: "diagram",
      viewBox: `0 0 ${layout.width} ${rows.height}`,
      role: "img",
      "aria-labelledby": `${id}-title ${id}-desc`,
    },
    title,
    description,
    cursor,
    ...layout.edges.slice(0, -1).map((x) => path("sep", `M${x + 0.5} 0V${rows.height}`)),
    ...waiting(layout, rows, trace),
    ...spans.flatMap((span) => boxes(span, layout, rows)),
    ...rows.rows.map((row) => drawStep(row, layout)),
    ...rules(layout, rows, trace),
    ...missing(layout, rows, trace),
  );
  playback.follow((moment) => {
    cursor.setAttribute("y", String(rowOf(rows, moment.number)?.y ?? 0));
  });
  return picture;
}

/** True for an ack, and for one that is lost: what is sent with it is the answer to a request. */
function isAck(action: string): boolean {
  const drawing = drawingOf(action);
  return drawing === "ack" || drawing === "lost ack";
}

function path(look: string, d: string): SVGElement {
  return svg("path", { class: look, d });
}

/** Messages in the queue, each with a line down to its delivery. */
function waiting(layout: DiagramLayout, rows: StepRows, trace: Trace): SVGElement[] {
  const drawn: SVGElement[] = [];
  let queue: string[] = [];
  const since = new Map<string, number>();
  const seen = (now: string[], y: number): void => {
    for (const name of new Set(now)) {
      const more = count(now, name) > count(queue, name);
      if (more) {
        if (!since.has(name)) since.set(name, y);
        const draw = aliveName(name) === name ? glyph : deadGlyph;
        drawn.push(draw(aliveName(name), layout.queue(name), y));
      }
    }
    queue = now;
  };
  seen(trace.start.queue, 14);
  for (const row of rows.rows) {
    for (const moment of row.moments) {
      const delivered = drawingOf(moment.action) === "delivery" ? messagesOf(moment.message) : [];
      for (const message of delivered) {
        const from = since.get(message);
        if (from === undefined) continue;
        const line = path("wire", `M${layout.queue(message)} ${from}V${middle(row)}`);
        drawn.unshift(svg("g", { class: lookOf(message) }, line));
        if (count(moment.queue, message) === 0) since.delete(message);
      }
      seen(moment.queue, middle(row));
    }
  }
  return drawn;
}

function count(names: string[], name: string): number {
  return names.filter((each) => each === name).length;
}

function boxes(span: AttemptSpan, layout: DiagramLayout, rows: StepRows): SVGElement[] {
  const left = layout.consumer(span.consumer).left;
  const right = layout.consumer(span.consumer).right;
  const first = rowOf(rows, span.from);
  const last = rowOf(rows, span.to);
  if (first === undefined || last === undefined) return [];
  const top = first.y + 4;
  const bottom = last.y + heights.row - (span.edge === "open" ? 0 : 4);
  const turns = [
    { from: span.heldFrom, look: "box held" },
    { from: span.zombieFrom, look: "box zombie" },
  ];
  const turn = turns.find((each) => each.from !== null);
  const turnRow = turn?.from ? rowOf(rows, turn.from) : undefined;
  const group = svg("g", { class: lookOf(span.message) });
  if (turn === undefined || turnRow === undefined || turnRow === first) {
    group.append(path(turn?.look ?? "box", boxPath(left, right, top, bottom, span.edge)));
  } else {
    const y = turnRow.y + 4;
    group.append(path(turn.look, boxPath(left, right, y, bottom, span.edge)));
    group.append(path("box", boxPath(left, right, top, y, "closed")));
  }
  return [group];
}

/** A rule where the risk changes; a full one over all lanes at the point of no return. */
function rules(layout: DiagramLayout, rows: StepRows, trace: Trace): SVGElement[] {
  const changes = rows.rows.slice(1).filter((row) => row.first);
  return changes.map((row) => {
    const turns = row.moments[0]?.number === trace.point_of_no_return;
    return path(turns ? "rule turn" : "rule", `M0 ${row.y - 0.8}H${layout.width}`);
  });
}

/** What was expected and never came, as an empty place in the lane where it should be. */
function missing(layout: DiagramLayout, rows: StepRows, trace: Trace): SVGElement[] {
  const gone = trace.outcome.find((each) => each.got < each.expected);
  if (trace.anomaly !== "lost" || gone === undefined) return [];
  const y = rows.height - 22;
  const { left, right } = layout.downstream;
  const kind = gone.content.split(/[ (]/)[0] ?? gone.content;
  return [
    path("strike bad", `M0 ${y}H${left}`),
    svg("rect", { class: "slot", x: left, y: y - 14, width: right - left, height: 28, rx: 3 }),
    write(`✕ ${kind}`, (left + right) / 2, y + 4, "bad", { "text-anchor": "middle" }),
  ];
}
