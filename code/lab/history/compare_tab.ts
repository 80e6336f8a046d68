// Compare: the same history on the code as it was checked and on another version. Equal steps fold; then
// where they part, and one sentence why.

import type { Script } from "../protocol/messages.ts";
import type { Comparison, ReplayedVersion, StepSummary } from "../protocol/trace.ts";
import { button, drawIcon, element } from "../shared/dom.ts";
import { verdictWords } from "../shared/texts.ts";
import type { HistoryHost } from "./host.ts";
import { markMessages } from "./message_marks.ts";
import { compareWords as texts } from "./texts.ts";

export class CompareTab {
  readonly root = element("div", { class: "compare" });
  private readonly result = element("div", { class: "compared", "aria-live": "polite" });
  private readonly choice = element("select", { class: "select", "aria-label": texts.with });

  constructor(
    private readonly lab: HistoryHost,
    private readonly script: Script,
    private readonly source: string,
  ) {
    const go = button(texts.go, () => void this.refresh());
    const label = element("span", { "aria-hidden": "true" }, texts.with);
    this.root.append(element("p", { class: "row" }, label, this.choice, go), this.result);
    this.choice.addEventListener("change", () => void this.refresh());
  }

  async refresh(): Promise<void> {
    this.offer();
    const other = this.versions()[this.choice.value] ?? this.lab.codeNow();
    const wanted = { ask: "comparison" as const, script: this.script, other };
    const answer = await this.lab.ask(wanted, this.source);
    if ("refused" in answer)
      this.result.replaceChildren(element("p", { class: "refused" }, answer.refused));
    else this.show(answer.told as Comparison);
  }

  private versions(): Record<string, string> {
    const solution = this.lab.solution();
    const shown = solution === null ? {} : { [texts.solution]: solution };
    return { [texts.now]: this.lab.codeNow(), [texts.starter]: this.lab.starter, ...shown };
  }

  private offer(): void {
    const before = this.choice.value;
    const names = Object.keys(this.versions());
    this.choice.replaceChildren(...names.map((name) => element("option", {}, name)));
    this.choice.value = names.includes(before) ? before : (names[0] ?? "");
  }

  private show(told: Comparison, unfolded = false): void {
    const { one, other, same, why } = told;
    const rows: HTMLElement[] = [];
    if (same > 0 && !unfolded) {
      const unfold = button(texts.unfold, () => this.show(told, true), { look: "lab-quiet" });
      const number = element("td", { class: "num" }, same === 1 ? "1" : `1–${same}`);
      const cell = element("td", { colspan: "2" }, `${texts.folded(same)} `, unfold);
      rows.push(element("tr", { class: "fold" }, number, cell));
    }
    const count = Math.max(one.steps.length, other.steps.length);
    for (let n = unfolded ? 0 : same; n < count; n += 1)
      rows.push(row(n, one.steps[n], other.steps[n], one.messages, n >= same));
    rows.push(ending(one, other));
    const parts: HTMLElement[] = [
      table(one, other, this.choice.value, rows),
      element("p", { class: "parting" }, ...markMessages(why, one.messages)),
    ];
    const out = other.left_out.join(" ");
    if (out !== "") parts.push(element("p", { class: "parting" }, texts.leftOut(out)));
    if (this.lab.solution() === null && !unfolded)
      parts.push(element("p", { class: "parting muted" }, texts.solutionHidden));
    this.result.replaceChildren(...parts);
  }
}

function table(
  one: ReplayedVersion,
  other: ReplayedVersion,
  name: string,
  rows: HTMLElement[],
): HTMLElement {
  const heads = [
    element("th", { class: "num", scope: "col" }, texts.step),
    element("th", { scope: "col" }, texts.checked, element("br"), word(one)),
    element("th", { scope: "col" }, name, element("br"), word(other)),
  ];
  const head = element("thead", {}, element("tr", {}, ...heads));
  return element("table", { class: "compare-table" }, head, element("tbody", {}, ...rows));
}

function word({ anomaly }: ReplayedVersion): HTMLElement {
  const holds = anomaly === null;
  const look = `lab-verdict ${holds ? "lab-good" : "lab-bad"}`;
  const icon = drawIcon(holds ? "check" : "cross");
  return element("span", { class: look }, icon, holds ? texts.holds : verdictWords[anomaly]);
}

function row(
  index: number,
  one: StepSummary | undefined,
  other: StepSummary | undefined,
  messages: string[],
  parts: boolean,
): HTMLElement {
  const cells = [one, other].map((step) =>
    element(
      "td",
      step ? {} : { class: "muted" },
      ...markMessages(step?.sentence ?? texts.ended, messages),
    ),
  );
  const number = element("td", { class: "num" }, String(index + 1));
  return element("tr", parts ? { class: "parts" } : {}, number, ...cells);
}

function ending(one: ReplayedVersion, other: ReplayedVersion): HTMLElement {
  const cells = [one, other].map(({ state, message, messages }) => {
    const said = markMessages(texts.end(state, message), messages);
    return element("td", message === "" ? {} : { class: "gone" }, ...said);
  });
  return element("tr", { class: "parts" }, element("td", { class: "num" }), ...cells);
}
