// What the front page says of the reader's way through the agenda: how much is done, what is left, and
// with which item to go on.

import type { Progress } from "./progress.ts";
import { progressWords } from "./texts.ts";

export interface Item {
  number: number;
  minutes: number;
  address: string;
  progress: Progress;
}

export interface Way {
  done: number;
  minutes: number;
  minutesLeft: number;
  /** The first item that is not done after the last one that was done or begun. */
  next: Item | null;
}

export function summarize(items: Item[]): Way {
  const isDone = (item: Item): boolean => item.progress.state === "done";
  const reached = items.findLastIndex((item) => item.progress.state !== "none");
  const from = items[reached] && !isDone(items[reached]) ? reached : reached + 1;
  const next = items.slice(from).find((item) => !isDone(item));
  const sum = (some: Item[]): number => some.reduce((minutes, item) => minutes + item.minutes, 0);
  return {
    done: items.filter(isDone).length,
    minutes: sum(items),
    minutesLeft: sum(items.filter((item) => !isDone(item))),
    next: next ?? items.find((item) => !isDone(item)) ?? null,
  };
}

/** Reads the agenda of the page; without progress in it, an item is not begun. */
export function itemOf(entry: Element, number: number, progress: Progress): Item | null {
  const address = entry.querySelector("a")?.href;
  const said = entry.querySelector<HTMLElement>(".minutes");
  const minutes = Number.parseInt(said?.textContent ?? "", 10);
  if (address === undefined || said === null || Number.isNaN(minutes)) return null;
  said.style.setProperty("--minutes", String(minutes));
  return { number, minutes, address, progress };
}

export function showSummary(agenda: Element, items: Item[]): void {
  const way = summarize(items);
  const begun = items.some((item) => item.progress.state !== "none");
  agenda.parentElement?.querySelector(".so-far")?.remove();
  if (!begun) return;
  const bar = document.createElement("span");
  bar.className = "so-far-bar";
  bar.setAttribute("aria-hidden", "true");
  bar.style.setProperty("--done", String(way.done / items.length));
  const said = document.createElement("p");
  said.className = "so-far";
  said.append(bar, progressWords.soFar(way.done, items.length, way.minutes, way.minutesLeft));
  agenda.before(said);
  const begin = document.querySelector<HTMLAnchorElement>(".hero .actions .primary");
  if (begin === null || way.next === null) return;
  begin.href = way.next.address;
  begin.textContent = progressWords.goOn(way.next.number);
}
