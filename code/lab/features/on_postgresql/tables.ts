// Tables of PostgreSQL as tables of the page; where one has changed, each row that is gone or new is marked.

import type { ShownTable } from "../../protocol/on_postgresql.ts";
import { element } from "../../shared/dom.ts";
import { tableWords as texts } from "./texts.ts";

/** What is longer may be broken anywhere. */
const longestWhole = 24;

/** A row of a table, with a sign if it is new or gone. */
export interface RowChange {
  sign: "+" | "−" | "";
  cells: string[];
}

/** Returns all rows before and after: those that are gone stand before those with the same first cell. */
export function changedRows(before: string[][], after: string[][]): RowChange[] {
  const key = (row: string[]): string => JSON.stringify(row);
  const had = new Set(before.map(key));
  const has = new Set(after.map(key));
  const gone = before.filter((row) => !has.has(key(row)));
  const found: RowChange[] = [];
  for (const cells of after) {
    while (gone[0] !== undefined && (gone[0][0] ?? "") <= (cells[0] ?? ""))
      found.push({ sign: "−", cells: gone.shift() as string[] });
    found.push({ sign: had.has(key(cells)) ? "" : "+", cells });
  }
  return [...found, ...gone.map((cells): RowChange => ({ sign: "−", cells }))];
}

/** Shows a table as it is. */
export function plainTable({ name, columns, rows }: ShownTable): HTMLElement {
  const lines = rows.map((cells) => element("tr", {}, ...cells.map((cell) => cellOf(cell))));
  return table(name, columns, lines);
}

/** Shows a table before and after a step. */
export function changedTable(before: ShownTable | undefined, after: ShownTable): HTMLElement {
  const lines = changedRows(before?.rows ?? [], after.rows).map(({ sign, cells }) => {
    const look = { "+": "plus", "−": "minus", "": "" }[sign];
    const said = { "+": texts.isNew, "−": texts.isGone, "": "" }[sign];
    const mark = element("td", { class: "sign" });
    if (sign !== "") mark.append(element("span", { "aria-hidden": "true" }, sign), heard(said));
    return element("tr", look === "" ? {} : { class: look }, mark, ...cells.map(cellOf));
  });
  return table(after.name, after.columns, lines, heard(texts.change));
}

function table(
  name: string,
  columns: string[],
  lines: HTMLElement[],
  first: HTMLElement | null = null,
): HTMLElement {
  const heads = columns.map((column) => element("th", { scope: "col" }, column));
  if (first !== null) heads.unshift(element("th", { scope: "col", class: "sign" }, first));
  const width = { colspan: String(heads.length) };
  const empty = element("tr", {}, element("td", { class: "empty", ...width }, texts.empty));
  const made = element(
    "table",
    {},
    element("caption", {}, name),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...(lines.length === 0 ? [empty] : lines)),
  );
  const label = name === "" ? texts.answer : name;
  return element(
    "div",
    { class: "scrolls", role: "group", tabindex: "0", "aria-label": label },
    made,
  );
}

function cellOf(cell: string): HTMLElement {
  return element("td", cell.length > longestWhole ? { class: "long" } : {}, cell);
}

function heard(word: string): HTMLElement {
  return element("span", { class: "lab-heard" }, word);
}
