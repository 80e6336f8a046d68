// The card with the verdict: what is wrong, why, the steps that matter, expected and got. Before the history
// is shown it says what is wrong only, and offers to show it.

import type { Published, Stored, Trace } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { pictogram } from "./diagram/svg.ts";
import type { Subject } from "./host.ts";
import { markMessages } from "./message_marks.ts";
import { classOf } from "./risk_badge.ts";
import { historyWords, outcomeWords } from "./texts.ts";

/** What the card offers before the history is shown. */
export interface OfferActions {
  seeHistory(): void;
  beTheMonkey(): void;
}

/** Makes the card from what the check knows: the anomaly, and what was searched. */
export function offerCard(subject: Subject, actions: OfferActions): HTMLElement {
  const choices = element(
    "p",
    { class: "ways" },
    button(historyWords.seeHistory, actions.seeHistory, { look: "lab-primary" }),
    button(historyWords.beTheMonkey, actions.beTheMonkey, { icon: "bolt" }),
    element("span", { class: "muted" }, historyWords.twoWays),
  );
  return card(top(subject, null, []), choices);
}

/** What the card leads to. */
export interface VerdictActions {
  go(step: number): void;
  goToLine(line: number): void;
}

/** Makes the card of a history that is shown. */
export function verdictCard(subject: Subject, trace: Trace, actions: VerdictActions): HTMLElement {
  const parts: HTMLElement[] = [top(subject, trace, why(subject, trace, actions))];
  if (trace.beats.length > 0) parts.push(beats(trace, actions));
  const told = trace.outcome.length > 0 || trace.stored !== null; // nothing is, without a lesson
  if (told && (trace.at_rest || trace.anomaly !== null)) parts.push(outcomeTable(trace));
  return card(...parts);
}

function card(...parts: HTMLElement[]): HTMLElement {
  return element("div", { class: "lab-card verdict" }, ...parts);
}

function top(subject: Subject, trace: Trace | null, reasons: HTMLElement[]): HTMLElement {
  const messages = trace?.messages ?? subject.script.messages;
  const anomaly = trace?.anomaly ?? subject.verdict ?? null;
  const title = element("h3");
  if (anomaly !== null) {
    const said = headline(subject, trace);
    const name = `${anomaly[0]?.toUpperCase()}${anomaly.slice(1)}:`;
    title.append(element("span", { class: "anomaly" }, name), " ", ...markMessages(said, messages));
  } else if (trace?.message) title.append(historyWords.notJudged);
  else title.append(trace?.at_rest ? historyWords.holds : historyWords.unfinished);
  const place = element("p", { class: "place" }, subject.title);
  return element(
    "div",
    { class: "verdict-top" },
    pictogram(anomaly ?? "holds"),
    element("div", {}, place, title, ...reasons),
    badges(subject, trace),
  );
}

function headline(subject: Subject, trace: Trace | null): string {
  if (trace?.message) return trace.message;
  const found = subject.found?.headline ?? "";
  const said = subject.verdict === "error" ? found : found.replace(/^\w+: /, ""); // its anomaly
  return (said.split(/\.(?:\s|$)/)[0] ?? "").trim();
}

function badges(subject: Subject, trace: Trace | null): HTMLElement {
  const made = element("div", { class: "badges" });
  const { found } = subject;
  if (found !== undefined && found.searched !== "") {
    const shortest = element("b", {}, historyWords.shortest(subject.script.messages));
    const length = historyWords.length(found.faults, found.steps);
    made.append(element("span", { class: "badge" }, shortest, " ", length));
    made.append(element("span", { class: "badge" }, found.searched));
  } else if (trace !== null) {
    const faults = trace.moments.filter((moment) => moment.fault).length;
    const length = historyWords.length(faults, trace.moments.length);
    made.append(element("span", { class: "badge" }, length));
  }
  return made;
}

function why(subject: Subject, trace: Trace, actions: VerdictActions): HTMLElement[] {
  const { line, messages } = trace;
  if (trace.anomaly === null) {
    if (trace.message !== "") return [element("p", { class: "why" }, `${trace.message}.`)];
    const open = subject.verdict === "error" ? historyWords.errorWhy : historyWords.unfinishedWhy;
    return [element("p", { class: "why" }, trace.at_rest ? historyWords.holdsWhy : open)];
  }
  const said = element("p", { class: "why" }, ...markMessages(trace.why, messages));
  if (line !== null) {
    const link = element("button", { type: "button", class: "line-link" }, historyWords.link(line));
    link.addEventListener("click", () => actions.goToLine(line));
    const printed = { class: "on-paper", "data-printed": historyWords.link(line) };
    said.append(" ", element("span", printed, link), historyWords.lineIs);
  }
  return said.textContent === "" ? [] : [said];
}

function beats(trace: Trace, actions: VerdictActions): HTMLElement {
  const items = trace.beats.map(({ number, text }) => {
    const risk = trace.moments[number - 1]?.risk ?? "unknown";
    const go = element("button", { type: "button" }, String(number));
    go.setAttribute("aria-label", historyWords.goTo(number));
    go.addEventListener("click", () => actions.go(number));
    const said = element("p", {}, ...markMessages(text, trace.messages));
    if (number === trace.point_of_no_return) {
      const flag = element("span", { class: "turn" }, drawIcon("flag"));
      flag.append(` ${historyWords.pointOfNoReturn}`);
      said.append(flag);
    }
    const printed = { class: "on-paper", "data-printed": String(number) };
    return element("li", { class: `beat ${classOf(risk)}` }, go, element("span", printed), said);
  });
  return element("ol", { class: "beats", "aria-label": historyWords.whatMatters }, ...items);
}

function outcomeTable(trace: Trace): HTMLElement {
  const { messages } = trace;
  const head = [outcomeWords.published, outcomeWords.expected, outcomeWords.got].map((word) =>
    element("th", { scope: "col" }, word),
  );
  const rows = trace.outcome.map((published) => outcomeRow(published, messages, trace.at_rest));
  if (trace.stored !== null) rows.push(storedRow(trace.stored));
  const caption = outcomeWords.caption(trace.order);
  return element(
    "table",
    { class: "outcome" },
    element("caption", {}, ...markMessages(caption, messages)),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

function storedRow({ subject, expected, got }: Stored): HTMLElement {
  return element(
    "tr",
    { class: "differs" },
    element("th", { scope: "row" }, outcomeWords.stored(subject)),
    element("td", { class: "stored" }, expected),
    element("td", { class: "stored" }, `✕ ${got}`),
  );
}

function outcomeRow(published: Published, messages: string[], atRest: boolean): HTMLElement {
  const { content, expected, got } = published;
  const cell = element("td");
  const pending = got < expected && !atRest; // it may still come
  if (pending) cell.append(got === 0 ? outcomeWords.notYet : outcomeWords.times(got));
  else if (got < expected && got === 0)
    cell.append(element("span", { class: "missing" }, `✕ ${outcomeWords.missing}`));
  else cell.append(got === expected ? outcomeWords.times(got) : `✕ ${outcomeWords.times(got)}`);
  return element(
    "tr",
    got === expected || pending ? {} : { class: "differs" },
    element("th", { scope: "row" }, ...markMessages(content, messages)),
    element("td", {}, outcomeWords.times(expected)),
    cell,
  );
}
