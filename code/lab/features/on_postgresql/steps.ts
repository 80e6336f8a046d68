// The steps of a run on PostgreSQL: each with the SQL that it ran and the tables that it changed.

import type { RealStep, ShownStatement, ShownTable } from "../../protocol/on_postgresql.ts";
import { copyFrom } from "../../shared/clipboard.ts";
import { button, drawIcon, element } from "../../shared/dom.ts";
import { changedTable } from "./tables.ts";
import { stepWords as texts } from "./texts.ts";

/** Makes the item of a step; `before` are all tables as they were before it. */
export function stepItem(step: RealStep, before: ShownTable[]): HTMLElement {
  const looks = ["step", step.fault ? "is-fault" : "", step.differs === "" ? "" : "differs"];
  const item = element("li", { class: looks.filter(Boolean).join(" ") });
  const number = element("span", { class: "no" }, String(step.number));
  const say = element("span", { class: "say" });
  if (step.fault) say.append(drawIcon("bolt"), " ");
  say.append(step.sentence);
  if (step.statements.length === 0) item.append(element("p", { class: "line plain" }, number, say));
  else item.append(details(step, before, element("summary", { class: "line" }, number, say)));
  if (step.differs !== "") item.append(element("p", { class: "how" }, step.differs));
  return item;
}

function details(step: RealStep, before: ShownTable[], summary: HTMLElement): HTMLElement {
  const body = element("div", { class: "body" });
  for (const statement of step.statements) body.append(statementPart(statement, step.number));
  for (const table of step.tables)
    body.append(
      changedTable(
        before.find(({ name }) => name === table.name),
        table,
      ),
    );
  if (step.tables.length === 0) body.append(element("p", { class: "none" }, texts.unchanged));
  return element("details", {}, summary, body);
}

function statementPart(statement: ShownStatement, step: number): HTMLElement {
  const code = element("code", {}, ...withParameters(statement));
  const said = element("span", { role: "status" });
  const copy = button(texts.copy, () => void copied(), { look: "lab-quiet", icon: "copy" });
  copy.setAttribute("aria-label", texts.copyOf(step));
  const copied = async (): Promise<void> => {
    said.textContent = (await copyFrom(code)) ? texts.copied : texts.selected;
  };
  const returned = statement.error === "" ? answerOf(statement.rows) : refused(statement.error);
  return element(
    "div",
    { class: "statement" },
    element("pre", { class: "sql", tabindex: "0", "aria-label": texts.sql }, code),
    element("div", { class: "row" }, returned, copy, said),
  );
}

/** The statement with its parameters in their places, each marked: so it can be copied and run. */
function withParameters({ sql, parameters }: ShownStatement): (HTMLElement | string)[] {
  return sql.split(/(\$\d+)/).map((part) => {
    const parameter = /^\$\d+$/.test(part) ? parameters[Number(part.slice(1)) - 1] : undefined;
    return parameter === undefined ? part : element("var", {}, parameter);
  });
}

function answerOf(rows: string[][]): HTMLElement {
  const shown = rows.map((row) => `(${row.join(", ")})`).join(" ");
  return element("span", { class: "answer" }, `→ ${shown === "" ? texts.nothing : shown}`);
}

function refused(error: string): HTMLElement {
  return element("span", { class: "answer refused" }, texts.refused(error));
}
