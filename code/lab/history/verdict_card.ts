// The verdict: what is wrong in one line, why in a second one, the steps that matter, expected and got.
// Before the history is seen it names the anomaly only, and offers two ways on.

import type { Published, Telling } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { verdictWords } from "../shared/texts.ts";
import { pictogram } from "./diagram/svg.ts";
import type { Subject } from "./host.ts";
import { rich } from "./message_marks.ts";
import { classOf } from "./risk_badge.ts";
import { happened, outcome } from "./texts.ts";

export interface Ways {
  seeHistory(): void;
  beTheMonkey(): void;
}

/** What is known before anything is told: the anomaly, and what was searched. */
export function offerCard(subject: Subject, ways: Ways): HTMLElement {
  const choices = element(
    "p",
    { class: "ways" },
    button(happened.seeHistory, ways.seeHistory, { look: "lab-primary" }),
    button(happened.beTheMonkey, ways.beTheMonkey, { icon: "bolt" }),
    element("span", { class: "muted" }, happened.twoWays),
  );
  return card(top(subject, null, []), choices);
}

export interface VerdictActions {
  go(step: number): void;
  goToLine(line: number): void;
}

export function verdictCard(
  subject: Subject,
  telling: Telling,
  actions: VerdictActions,
): HTMLElement {
  const parts: HTMLElement[] = [top(subject, telling, why(telling, actions))];
  if (telling.beats.length > 0) parts.push(beats(telling, actions));
  if (telling.at_rest || telling.anomaly !== null) parts.push(outcomeTable(telling));
  return card(...parts);
}

function card(...parts: HTMLElement[]): HTMLElement {
  return element("div", { class: "lab-card verdict" }, ...parts);
}

function top(subject: Subject, telling: Telling | null, reasons: HTMLElement[]): HTMLElement {
  const messages = telling?.messages ?? subject.script.messages;
  const anomaly = telling?.anomaly ?? subject.verdict ?? null;
  const word = anomaly === null ? null : verdictWords[anomaly];
  const title = element("h3");
  if (word !== null) {
    const said = headline(subject, telling);
    const name = `${word[0]?.toUpperCase()}${word.slice(1)}:`;
    title.append(element("span", { class: "anomaly" }, name), " ", ...rich(said, messages));
  } else title.append(telling?.at_rest ? happened.holds : happened.unfinished);
  const place = element("p", { class: "place" }, subject.title);
  return element(
    "div",
    { class: "verdict-top" },
    pictogram(anomaly ?? "holds"),
    element("div", {}, place, title, ...reasons),
    badges(subject, telling),
  );
}

function headline(subject: Subject, telling: Telling | null): string {
  if (telling?.message) return telling.message;
  const said = (subject.found?.headline ?? "").replace(/^\w+: /, "");
  return (said.split(/\.(?:\s|$)/)[0] ?? "").trim();
}

function badges(subject: Subject, telling: Telling | null): HTMLElement {
  const made = element("div", { class: "badges" });
  const { found } = subject;
  if (found !== undefined && found.searched !== "") {
    const shortest = element("b", {}, happened.shortest);
    const length = happened.length(found.faults, found.steps);
    made.append(element("span", { class: "badge" }, shortest, " ", length));
    made.append(element("span", { class: "badge" }, found.searched));
  } else if (telling !== null) {
    const faults = telling.moments.filter((moment) => moment.fault).length;
    const length = happened.length(faults, telling.moments.length);
    made.append(element("span", { class: "badge" }, length));
  }
  return made;
}

function why(telling: Telling, actions: VerdictActions): HTMLElement[] {
  const { line, messages } = telling;
  if (telling.anomaly === null) {
    const said = telling.at_rest ? happened.holdsWhy : happened.unfinishedWhy;
    return [element("p", { class: "why" }, said)];
  }
  const said = element("p", { class: "why" }, ...rich(telling.why, messages));
  if (line !== null) {
    const link = element("button", { type: "button", class: "line-link" }, happened.link(line));
    link.addEventListener("click", () => actions.goToLine(line));
    said.append(" ", link, happened.lineIs);
  }
  return said.textContent === "" ? [] : [said];
}

function beats(telling: Telling, actions: VerdictActions): HTMLElement {
  const items = telling.beats.map(({ number, text }) => {
    const risk = telling.moments[number - 1]?.risk ?? "unknown";
    const go = element("button", { type: "button" }, String(number));
    go.setAttribute("aria-label", happened.goTo(number));
    go.addEventListener("click", () => actions.go(number));
    const said = element("p", {}, ...rich(text, telling.messages));
    if (number === telling.point_of_no_return) {
      const flag = element("span", { class: "turn" }, drawIcon("flag"));
      flag.append(` ${happened.pointOfNoReturn}`);
      said.append(flag);
    }
    return element("li", { class: `beat ${classOf(risk)}` }, go, said);
  });
  return element("ol", { class: "beats", "aria-label": happened.whatMatters }, ...items);
}

function outcomeTable(telling: Telling): HTMLElement {
  const { messages } = telling;
  const head = [outcome.published, outcome.expected, outcome.got].map((word) =>
    element("th", { scope: "col" }, word),
  );
  const rows = telling.outcome.map((published) => outcomeRow(published, messages));
  const caption = outcome.caption(telling.order);
  return element(
    "table",
    { class: "outcome" },
    element("caption", {}, ...rich(caption, messages)),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

function outcomeRow(published: Published, messages: string[]): HTMLElement {
  const { content, expected, got } = published;
  const cell = element("td");
  if (got < expected && got === 0)
    cell.append(element("span", { class: "missing" }, `✕ ${outcome.missing}`));
  else cell.append(got === expected ? outcome.times(got) : `✕ ${outcome.times(got)}`);
  return element(
    "tr",
    got === expected ? {} : { class: "differs" },
    element("th", { scope: "row" }, ...rich(content, messages)),
    element("td", {}, outcome.times(expected)),
    cell,
  );
}
