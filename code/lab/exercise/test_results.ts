// The checks, one row a test: a verdict with icon and word, a sentence, what went wrong, and the way to
// its history.

import type { CheckedRow, CollectedRow, PythonEvent } from "../protocol/messages.ts";
import { button, drawIcon, element, type IconName } from "../shared/dom.ts";
import { checks, labels, verdictWords } from "../shared/texts.ts";

interface Row {
  root: HTMLElement;
  done: CheckedRow | null;
}

export class TestResults {
  readonly root: HTMLElement;
  private readonly list = element("div", { class: "lab-checks-list", role: "list" });
  private readonly summary = element("span", { class: "lab-summary", role: "status" });
  private readonly duration = element("span", { class: "lab-duration" });
  private readonly age = element("span", { class: "lab-duration" });
  private readonly rows = new Map<string, Row>();

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

  begin(): void {
    this.rows.clear();
    this.list.replaceChildren();
    this.list.hidden = true;
    this.summary.textContent = checks.collecting;
    this.duration.textContent = "";
    this.age.textContent = "";
    this.root.hidden = false;
  }

  take(event: PythonEvent): void {
    if (event.type === "collected") for (const row of event.rows) this.show(row, null);
    if (event.type === "row") this.show(event, event);
    if (event.type === "progress") this.searching(event.name, event.states, event.faults);
    if (event.type === "finished") this.finish(event.seconds);
    else this.summary.textContent = this.progress();
  }

  /** The verdicts were for the code as it was. */
  codeChanged(): void {
    this.age.textContent = checks.codeChanged;
  }

  /** Whatever has not got its verdict by now gets none. */
  ended(sentence: string): void {
    for (const { root, done } of this.rows.values()) {
      if (done === null)
        root.firstElementChild?.replaceWith(verdict("open", checks.notRun, "unknown"));
    }
    if (sentence !== "") this.summary.textContent = sentence;
  }

  /** The rows that have their verdict. */
  get done(): CheckedRow[] {
    return [...this.rows.values()].map((row) => row.done).filter((done) => done !== null);
  }

  /** The rows that have a line of the learner's to point at. */
  get failing(): CheckedRow[] {
    return this.done.filter((row) => row.verdict !== "holds");
  }

  /** Says of one row that its history stands below; of none without a name. */
  markShown(name: string | null): void {
    for (const [each, { root }] of this.rows) {
      const shown = each === name;
      root.classList.toggle("lab-is-shown", shown);
      const toggle = root.querySelector(".lab-check-act button");
      toggle?.setAttribute("aria-pressed", String(shown));
      if (toggle) toggle.textContent = shown ? labels.shownBelow : labels.showHistory;
    }
  }

  private finish(seconds: number): void {
    const failing = this.failing.length;
    const holding = this.done.length - failing;
    const any = holding + failing > 0;
    this.summary.textContent = any ? checks.summary(holding, failing) : checks.notChecked;
    this.duration.textContent = checks.seconds(seconds);
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

  private searching(name: string, states: number, faults: number): void {
    const scope = this.rows.get(name)?.root.querySelector(".lab-check-scope");
    if (scope) scope.textContent = checks.searching(states, faults);
  }

  private finishedRow(row: CheckedRow): HTMLElement {
    const root = element(
      "div",
      { class: "lab-check", role: "listitem" },
      verdictOf(row),
      element("span", { class: "lab-check-name" }, row.title),
      element("span", { class: "lab-check-scope" }, row.scope),
    );
    if (row.message !== "") root.append(element("p", { class: "lab-check-message" }, row.message));
    if (row.history !== null) {
      const toggle = button(labels.showHistory, () => this.showHistory(row));
      toggle.setAttribute("aria-pressed", "false");
      root.append(element("span", { class: "lab-check-act" }, toggle));
    }
    return root;
  }

  private progress(): string {
    return checks.progress(this.done.length, this.rows.size);
  }
}

function waitingRow(row: CollectedRow): HTMLElement {
  return element(
    "div",
    { class: "lab-check", role: "listitem" },
    verdict("open", checks.waiting, "unknown"),
    element("span", { class: "lab-check-name" }, row.title),
    element("span", { class: "lab-check-scope" }),
  );
}

function verdictOf(row: CheckedRow): HTMLElement {
  const word = verdictWords[row.verdict];
  if (row.verdict === "unknown" || row.verdict === "not yet")
    return verdict("open", word, "unknown");
  return row.verdict === "holds" ? verdict("check", word, "good") : verdict("cross", word, "bad");
}

function verdict(icon: IconName, word: string, look: "good" | "bad" | "unknown"): HTMLElement {
  return element("span", { class: `lab-verdict lab-${look}` }, drawIcon(icon), word);
}
