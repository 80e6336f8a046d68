// The summary above the agenda: how much is done, how much is left, and which item is next.

import type { Progress } from "./progress.ts";
import { progressWords } from "./texts.ts";

/** An item of the agenda. */
export interface AgendaItem {
  number: number;
  minutes: number;
  address: string;
  progress: Progress;
}

/** What the items amount to. */
export interface AgendaSummary {
  done: number;
  minutes: number;
  minutesLeft: number;
  /** The first item that is not done after the last one that was done or begun. */
  next: AgendaItem | null;
}

/** Adds up the items. */
export function summarize(items: AgendaItem[]): AgendaSummary {
  const isDone = (item: AgendaItem): boolean => item.progress.state === "done";
  const reached = items.findLastIndex((item) => item.progress.state !== "none");
  const from = items[reached] && !isDone(items[reached]) ? reached : reached + 1;
  const next = items.slice(from).find((item) => !isDone(item));
  const sum = (some: AgendaItem[]): number =>
    some.reduce((minutes, item) => minutes + item.minutes, 0);
  return {
    done: items.filter(isDone).length,
    minutes: sum(items),
    minutesLeft: sum(items.filter((item) => !isDone(item))),
    next: next ?? items.find((item) => !isDone(item)) ?? null,
  };
}

/** Reads an item of the agenda; null for an entry without minutes. */
export function itemOf(entry: Element, number: number, progress: Progress): AgendaItem | null {
  const address = entry.querySelector("a")?.href;
  const said = entry.querySelector<HTMLElement>(".minutes");
  const minutes = Number.parseInt(said?.textContent ?? "", 10);
  if (address === undefined || said === null || Number.isNaN(minutes)) return null;
  said.style.setProperty("--minutes", String(minutes));
  return { number, minutes, address, progress };
}

/** Shows the summary above the agenda, once something is begun. */
export function showSummary(agenda: Element, items: AgendaItem[]): void {
  const summary = summarize(items);
  const begun = items.some((item) => item.progress.state !== "none");
  agenda.parentElement?.querySelector(".so-far")?.remove();
  if (!begun) return;
  const bar = document.createElement("span");
  bar.className = "so-far-bar";
  bar.setAttribute("aria-hidden", "true");
  bar.style.setProperty("--done", String(summary.done / items.length));
  const said = document.createElement("p");
  said.className = "so-far";
  said.append(
    bar,
    progressWords.soFar(summary.done, items.length, summary.minutes, summary.minutesLeft),
  );
  agenda.before(said);
  const begin = document.querySelector<HTMLAnchorElement>(".hero .actions .primary");
  const to = summary.next ?? items.at(-1);
  if (begin === null || to === undefined) return;
  begin.href = to.address;
  begin.textContent =
    summary.next === null ? progressWords.lookBack : progressWords.goOn(to.number);
}
