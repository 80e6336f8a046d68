// A history as text for use elsewhere: a pytest function, a link, plain text, a Mermaid diagram, a schedule.

import { drawingOf, faultsAmong } from "../protocol/actions.ts";
import { linkToHistory } from "../protocol/deep_links.ts";
import type { Moment, Trace } from "../protocol/trace.ts";
import { actorsIn } from "./lanes.ts";

/** Every format, in the order of the menu. */
export const exportFormats = ["test", "link", "text", "mermaid", "string"] as const;

/** The name of a format. */
export type ExportFormat = (typeof exportFormats)[number];

/** Where a history comes from. */
export interface Origin {
  exercise: string;
  /** The address of the page. */
  page: string;
  /** The code that the history was played on, if it is short enough for a link. */
  compressed: string | null;
}

/** Writes a history in this format. */
export function exportAs(format: ExportFormat, trace: Trace, origin: Origin): string {
  const { exercise, page, compressed } = origin;
  switch (format) {
    case "test":
      return asTest(trace, exercise);
    case "link":
      return linkToHistory(page, exercise, trace.script, compressed);
    case "text":
      return asText(trace);
    case "mermaid":
      return asMermaid(trace);
    case "string":
      return trace.script.schedule;
  }
}

function asTest(trace: Trace, exercise: string): string {
  const { anomaly, message, script } = trace;
  const words = (message || "a history that holds").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const schedule = JSON.stringify(script.schedule);
  const checks =
    anomaly === null
      ? [`    assert_consistent(scenario, scenario.replay(${schedule}))`]
      : [
          `    assert_repaired(`,
          "        scenario,",
          `        ${schedule},`,
          `        ${scopeOf(trace)},`,
          "    )",
        ];
  const faults = anomaly === null ? [] : faultsIn(trace);
  return [
    ...(faults.length === 0
      ? []
      : [`from consistent_messaging.checker import ${faults.join(", ")}`]),
    `from consistent_messaging.checks import ${anomaly === null ? "assert_consistent" : "Scope, assert_repaired"}`,
    "from scenario import scenario",
    "",
    "",
    `def test_${words.slice(0, 9).join("_")}():`,
    `    """A history of ${exercise}."""`,
    ...checks,
    "",
  ].join("\n");
}

/** The narrowest scope that has this history in it, as Python. */
function scopeOf(trace: Trace): string {
  const { consumers, leftovers } = trace.script;
  const faults = faultsIn(trace);
  const delivered = trace.messages.filter((name) =>
    trace.moments.some(({ action }) => action === `+${name}`),
  );
  const parts = [tuple(delivered.map((name) => JSON.stringify(name)))];
  if (faults.length > 0) {
    const most = trace.moments.filter(({ fault }) => fault).length;
    parts.push(tuple(faults), `most_faults=${most}`);
  }
  if (consumers !== 2) parts.push(`consumers=${consumers}`);
  if (leftovers !== "any") parts.push(`leftovers=${JSON.stringify(leftovers)}`);
  return `Scope(${parts.join(", ")})`;
}

function faultsIn({ moments }: Trace): string[] {
  return faultsAmong(moments.filter(({ fault }) => fault).map(({ action }) => action));
}

function tuple(parts: string[]): string {
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(", ")})`;
}

function asText({ moments, message, anomaly, at_rest, script }: Trace): string {
  const lines = moments.map(
    ({ number, sentence, risk }) => `${String(number).padStart(3)}  ${risk.padEnd(8)}  ${sentence}`,
  );
  const end =
    anomaly !== null ? `${anomaly}: ${message}.` : at_rest ? "at rest" : "not at rest yet";
  return [...lines, "", end, "", `schedule  ${script.schedule}`, ""].join("\n");
}

function asMermaid(trace: Trace): string {
  const { moments, anomaly, message } = trace;
  const actors = actorsIn(trace);
  const people = ["monkey", "queue", ...actors, "stores", "downstream"];
  const lines = people.map((name) => `  participant ${idOf(name)} as ${name}`);
  lines.push(...moments.map((moment) => `  ${arrowOf(moment, actors)}${plain(moment.sentence)}`));
  if (anomaly !== null) lines.push(`  Note over ${idOf("queue")},downstream: ${plain(message)}`);
  return ["sequenceDiagram", ...lines, ""].join("\n");
}

function arrowOf(moment: Moment, actors: string[]): string {
  const { action, consumer, call, sent, end, fault } = moment;
  const self = idOf(actors[(consumer ?? 1) - 1] ?? "");
  const drawing = drawingOf(action);
  if (drawing === "end") return "stores->>stores: ";
  if (drawing === "clock" || drawing === "replay") return "queue->>queue: ";
  if (drawing === "receipt") return "downstream->>downstream: ";
  if (consumer === null) return `monkey->>${drawing === "removal" ? "stores" : "queue"}: `;
  if (drawing === "delivery") return `queue->>${self}: `;
  if (call?.reads) return `stores-->>${self}: `;
  if (call !== null) return `${self}->>stores: `;
  if (sent !== null) return `${self}->>${sent.inside ? "queue" : "downstream"}: `;
  if (fault) return `monkey-x${self}: `;
  return end === "acked" ? `${self}->>queue: ` : `${self}-xqueue: `;
}

function idOf(name: string): string {
  return name.replace(" ", "");
}

/** Removes what has a meaning in Mermaid: a semicolon ends a statement, a hash begins an escape. */
function plain(sentence: string): string {
  return sentence.replace(/;/g, ",").replace(/#/g, "");
}
