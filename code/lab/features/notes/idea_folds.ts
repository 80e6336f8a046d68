// The folds of ideas. In a brainstorm they are hidden behind one button until the reader asks for them; the
// fold of an idea that can be checked shows the verdict of its check.

import type { Verdict } from "../../protocol/messages.ts";
import { button, drawIcon, element } from "../../shared/dom.ts";
import { unfolded } from "../../shared/folds.ts";
import { lastResult, onResult } from "../../storage/check_results.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { ideaWords } from "./texts.ts";

/** Adds the button and the verdicts; returns what to call when the reader leaves the page. */
export function mountIdeaFolds(storage: KeyValueStorage): () => void {
  const leave = new AbortController();
  const ideas = [...document.querySelectorAll<HTMLElement>("details.idea")];
  const words = new Map<string, HTMLElement[]>();
  for (const idea of ideas) {
    const name = idea.querySelector<HTMLElement>(".cm-lab[data-lab=demonstration]")?.dataset.name;
    if (name === undefined) continue;
    const word = element("span", { class: "idea-verdict" });
    idea.querySelector("summary")?.append(" ", word);
    words.set(name, [...(words.get(name) ?? []), word]);
    showVerdict(word, lastResult(storage, name)?.verdict ?? null);
  }
  onResult((name, { verdict }) => {
    for (const word of words.get(name) ?? []) showVerdict(word, verdict);
  }, leave.signal);
  const first = ideas[0];
  if (first !== undefined && document.querySelector(".kicker .brainstorm") !== null)
    hideUntilAskedFor(first, ideas.length, leave.signal);
  return () => leave.abort();
}

function showVerdict(word: HTMLElement, verdict: Verdict | null): void {
  word.className = "idea-verdict";
  if (verdict === null) {
    word.replaceChildren(ideaWords.notRun);
    return;
  }
  const holds = verdict === "holds";
  const unknown = verdict === "unknown" || verdict === "not yet";
  word.classList.add(holds ? "idea-good" : unknown ? "idea-unknown" : "idea-bad");
  const icon = drawIcon(holds ? "check" : unknown ? "open" : "cross");
  word.replaceChildren(icon, verdict);
}

/** Puts the ideas, with the heading above them, behind a button. */
function hideUntilAskedFor(first: HTMLElement, count: number, signal: AbortSignal): void {
  const hidden = element("div", { class: "ideas", id: "ideas" });
  const begin = headingOf(first);
  const toggle = button(ideaWords.show, () => show(hidden.hidden !== false));
  const show = (shown: boolean): void => {
    hidden.hidden = !shown;
    toggle.textContent = shown ? ideaWords.hide : ideaWords.show;
    toggle.setAttribute("aria-expanded", String(shown));
  };
  toggle.setAttribute("aria-controls", hidden.id);
  const bar = [toggle, element("span", {}, ideaWords.count(count))];
  begin.before(element("div", { class: "cm-tools ideas-bar" }, ...bar), hidden);
  moveInto(hidden, begin, count);
  show(hidden.querySelector("details.idea[open]") !== null); // a link has opened it
  hidden.addEventListener(unfolded, () => show(true), { signal });
  // A link to a heading among the ideas asks for them too.
  const follow = (): void => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || !hidden.contains(target) || !hidden.hidden) return;
    show(true);
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", follow, { signal });
  follow();
}

function headingOf(first: HTMLElement): Element {
  let before: Element | null = first.previousElementSibling;
  while (before !== null && before.tagName !== "H2") before = before.previousElementSibling;
  return before ?? first;
}

/** Moves this element and what follows it, up to the first heading of its rank after all ideas. */
function moveInto(parent: HTMLElement, begin: Element, ideas: number): void {
  const hasAll = (): boolean => parent.querySelectorAll("details.idea").length === ideas;
  let next: Element | null = begin;
  while (next !== null && !(next.tagName === "H2" && hasAll())) {
    const following: Element | null = next.nextElementSibling;
    parent.append(next);
    next = following;
  }
}
