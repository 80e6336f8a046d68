// Shows beside the navigation and in the agenda how far the reader has come, and notices that a page was
// read to its end.

import { readLabData } from "../../protocol/page_data.ts";
import { pagesOfSite, pathOfPage, siteRoot } from "../../shared/site_map.ts";
import { onResult, savedEvent } from "../../storage/check_results.ts";
import { markRead } from "../../storage/read_pages.ts";
import { type KeyValueStorage, openStorage } from "../../storage/work_storage.ts";
import { type Item, itemOf, showSummary } from "./agenda_summary.ts";
import { keepExercise, type Progress, progressOf } from "./progress.ts";
import { progressWords } from "./texts.ts";

const marks = {
  done: "m3 8.6 3.2 3.2L13 4.6",
  begun: "M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8zM8 4.6a3.4 3.4 0 0 1 0 6.8z",
  none: "M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8z",
};

/** Returns what to call when the reader leaves the page. */
export function mountProgress(): () => void {
  const storage = openStorage();
  const leave = new AbortController();
  const path = pathOfPage();
  const lab = document.querySelector<HTMLElement>(".cm-lab[data-lab=exercise]");
  if (lab) keepExercise(storage, path, readLabData(lab));
  const show = (): void => showAll(storage);
  const { signal } = leave;
  onResult(show, signal);
  for (const moment of ["storage", "pageshow", "focus"])
    window.addEventListener(moment, show, { signal });
  // Code that was edited is not the code that was checked.
  document.addEventListener(savedEvent, show, { signal });
  const reading = watchTheEnd(() => {
    markRead(storage, path);
    show();
  });
  show();
  return () => {
    leave.abort();
    reading?.disconnect();
  };
}

/** Calls when the end of an item of the agenda has been in sight. */
function watchTheEnd(read: () => void): IntersectionObserver | undefined {
  const article = document.querySelector("article");
  const isItem = document.querySelector(".kicker :is(.lecture, .brainstorm)") !== null;
  const last = article?.lastElementChild;
  if (!isItem || !last) return undefined;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    read();
  });
  observer.observe(last);
  return observer;
}

function showAll(storage: KeyValueStorage): void {
  for (const { path, link } of pagesOfSite()) {
    const progress = progressOf(storage, path);
    link.querySelector(".progress")?.remove();
    if (progress.state !== "none")
      link.append(mark(progress, progressWords.beside[progress.state], "progress-beside"));
  }
  const agenda = document.querySelector(".agenda");
  if (agenda !== null) showAgenda(agenda, storage);
}

function showAgenda(agenda: Element, storage: KeyValueStorage): void {
  const items: Item[] = [];
  for (const [index, entry] of [...agenda.querySelectorAll("li")].entries()) {
    entry.querySelector(".progress")?.remove();
    const link = entry.querySelector<HTMLAnchorElement>("a[href]");
    if (link === null || !link.href.startsWith(siteRoot.href)) continue;
    const progress = progressOf(storage, pathOfPage(link.href));
    entry.append(" ", mark(progress, progressWords.sentence(progress), "progress-said"));
    const item = itemOf(entry, index + 1, progress);
    if (item !== null) items.push(item);
  }
  agenda.classList.add("has-progress");
  showSummary(agenda, items);
}

function mark(progress: Progress, words: string, look: string): HTMLElement {
  const space = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(space, "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", marks[progress.state]);
  icon.append(path);
  const said = document.createElement("span");
  said.textContent = words;
  const root = document.createElement("span");
  root.className = `progress progress-${progress.state} ${look}`;
  root.append(icon, said);
  return root;
}
