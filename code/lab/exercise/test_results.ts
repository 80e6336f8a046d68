// The results of a check, one row for each test: a verdict with icon and word, what went wrong, and a button
// for its history.

import type { CheckedRow, CollectedRow, PythonEvent } from "../protocol/messages.ts";
import { button, drawIcon, element, type IconName } from "../shared/dom.ts";
import { labels, resultWords as texts } from "./texts.ts";

type Progress = Extract<PythonEvent, { type: "progress" }>;

interface Row {
  root: HTMLElement;
  done: CheckedRow | null;
}

/** The rows of one exercise. */
export class TestResults {
  readonly root: HTMLElement;
  private readonly list = element("div", { class: "lab-checks-list", role: "list" });
  private readonly summary = element("span", { class: "lab-summary", role: "status" });
  private readonly duration = element("span", { class: "lab-duration" });
  private readonly age = element("span", { class: "lab-duration" });
  private readonly rows = new Map<string, Row>();
  private problem = "";

  constructor(
    identifier: string,
    private readonly showHistory: (row: CheckedRow) => void,
  ) {
    const title = `${identifier}-checks`;
    const heading = element("h2", { id: title }, labels.checks);
    const said = [this.summary, this.duration, this.age];
    const head = element("div", { class: "lab-checks-head" }, heading, ...said);
    this.root = element(
      "section",
      { class: "lab-checks", "aria-labelledby": title },
      head,
      this.list,
    );
    this.root.hidden = true;
  }

  /** Removes the rows of the last check. */
  begin(): void {
    this.rows.clear();
    this.problem = "";
    this.list.replaceChildren();
    this.list.hidden = true;
    this.summary.textContent = texts.collecting;
    this.duration.textContent = "";
    this.age.textContent = "";
    this.root.hidden = false;
  }

  /** Shows what Python emits during a check. */
  take(event: PythonEvent): void {
    if (event.type === "collected") for (const row of event.rows) this.show(row, null);
    if (event.type === "row") this.show(event, event);
    if (event.type === "problem") this.problem = sentence(event.message);
    if (event.type === "progress") this.searching(event);
    if (event.type === "finished") this.finish(event.seconds);
    else this.summary.textContent = this.progress();
  }

  /** Says that the verdicts are about older code. */
  codeChanged(): void {
    this.age.textContent = texts.codeChanged;
  }

  /** Says that the verdicts are about another scope. */
  scopeChanged(): void {
    this.age.textContent = texts.scopeChanged;
  }

  /** Ends the check: a row without a verdict gets none. */
  ended(sentence: string): void {
    for (const { root, done } of this.rows.values()) {
      if (done !== null) continue;
      const hasBegun = root.querySelector(".lab-check-scope")?.textContent !== "";
      const word = hasBegun ? texts.stopped : texts.notRun;
      root.firstElementChild?.replaceWith(verdict("open", word, "unknown"));
    }
    if (sentence !== "") this.summary.textContent = sentence;
  }

  /** Returns the rows that have a verdict. */
  get done(): CheckedRow[] {
    return [...this.rows.values()].map((row) => row.done).filter((done) => done !== null);
  }

  /** Returns the rows that do not hold. */
  get failing(): CheckedRow[] {
    return this.done.filter((row) => row.verdict !== "holds");
  }

  /** Marks the row whose history is shown below; null for none. */
  markShown(name: string | null): void {
    for (const [each, { root }] of this.rows) {
      const shown = each === name;
      root.classList.toggle("lab-is-shown", shown);
      const toggle = root.querySelector(".lab-check-act button");
      toggle?.setAttribute("aria-pressed", String(shown));
      const label = shown ? labels.shownBelow : labels.showHistory;
      if (toggle) toggle.textContent = label;
      const title = root.querySelector(".lab-check-name")?.textContent ?? "";
      toggle?.setAttribute("aria-label", labels.ofCheck(label, title));
    }
  }

  private finish(seconds: number): void {
    const failing = this.failing.length;
    const holding = this.done.length - failing;
    const any = holding + failing > 0;
    this.summary.textContent = any
      ? texts.summary(holding, failing)
      : texts.notChecked(this.problem);
    this.duration.textContent = texts.seconds(seconds);
    this.ended("");
  }

  private show(row: CollectedRow, done: CheckedRow | null): void {
    const root = done === null ? waitingRow(row) : this.finishedRow(done);
    const old = this.rows.get(row.name);
    if (old) old.root.replaceWith(root);
    else this.list.append(root);
    this.list.hidden = false;
    this.rows.set(row.name, { root, done });
  }

  private searching({ name, states, faults, histories }: Progress): void {
    const scope = this.rows.get(name)?.root.querySelector(".lab-check-scope");
    if (scope === null || scope === undefined) return;
    scope.textContent =
      histories > 0 ? texts.trying(histories, states) : texts.searching(states, faults);
  }

  private finishedRow(row: CheckedRow): HTMLElement {
    const root = element(
      "div",
      { class: "lab-check", role: "listitem" },
      verdictOf(row),
      element("span", { class: "lab-check-name" }, row.title),
      element("span", { class: "lab-check-scope" }, row.scope),
    );
    const message = this.newIn(row);
    if (message !== "") root.append(element("p", { class: "lab-check-message" }, message));
    if (row.history !== null) {
      const toggle = button(labels.showHistory, () => this.showHistory(row));
      toggle.setAttribute("aria-pressed", "false");
      toggle.setAttribute("aria-label", labels.ofCheck(labels.showHistory, row.title));
      root.append(element("span", { class: "lab-check-act" }, toggle));
    }
    return root;
  }

  /** Returns a row's message, or where it was said before. */
  private newIn({ name, message }: CheckedRow): string {
    const before = this.done.filter((row) => row.name !== name && row.message !== "");
    const same = before.find((row) => row.message === message);
    if (same === undefined) return message;
    return before.at(-1)?.message === message ? texts.asAbove : texts.asIn(same.title);
  }

  private progress(): string {
    return texts.progress(this.done.length, this.rows.size);
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function waitingRow(row: CollectedRow): HTMLElement {
  return element(
    "div",
    { class: "lab-check", role: "listitem" },
    verdict("open", texts.waiting, "unknown"),
    element("span", { class: "lab-check-name" }, row.title),
    element("span", { class: "lab-check-scope" }),
  );
}

function verdictOf(row: CheckedRow): HTMLElement {
  const word = row.verdict;
  if (row.verdict === "unknown" || row.verdict === "not yet")
    return verdict("open", word, "unknown");
  return row.verdict === "holds" ? verdict("check", word, "good") : verdict("cross", word, "bad");
}

function verdict(icon: IconName, word: string, look: "good" | "bad" | "unknown"): HTMLElement {
  return element("span", { class: `lab-verdict lab-${look}` }, drawIcon(icon), word);
}
