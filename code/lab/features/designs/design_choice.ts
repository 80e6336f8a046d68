// The choice between the designs of a page: one is shown, and those in which the reader has written say so.
// Without this, all of them are on the page, one below the other.

import { readLink } from "../../protocol/deep_links.ts";
import { readLabData } from "../../protocol/page_data.ts";
import { element } from "../../shared/dom.ts";
import { timeOf } from "../../shared/time.ts";
import { savedEvent } from "../../storage/check_results.ts";
import { type KeyValueStorage, openStorage } from "../../storage/key_value.ts";
import { WorkStorage } from "../../storage/work_storage.ts";
import { designWords as texts } from "./texts.ts";

interface Design {
  section: HTMLElement;
  radio: HTMLInputElement;
  mark: HTMLElement;
  /** The name of its lab. */
  name: string;
  /** The name of its heading in an address. */
  anchor: string;
  /** When the reader has last written in it; null if they have not. */
  savedAt(): number | null;
}

/** Lets the reader choose; returns what to call when the page is left. */
export function mountDesignChoice(): () => void {
  const root = document.querySelector<HTMLElement>(".designs");
  if (root === null) return () => {};
  const leave = new AbortController();
  const { signal } = leave;
  const choice = new DesignChoice(root, openStorage());
  window.addEventListener("hashchange", () => choice.follow(location.hash), { signal });
  document.addEventListener(savedEvent, () => choice.mark(), { signal });
  return () => leave.abort();
}

class DesignChoice {
  private readonly designs: Design[];

  constructor(root: HTMLElement, storage: KeyValueStorage) {
    this.designs = [...root.querySelectorAll<HTMLElement>(":scope > section")].map((section) =>
      designIn(section, storage),
    );
    const labels = this.designs.map(({ section, radio, mark }) => {
      radio.addEventListener("change", () => this.choose(section));
      return element("label", { class: "design-pick" }, radio, titleOf(section), mark);
    });
    const group = { class: "design-picks", role: "radiogroup", "aria-label": texts.choice };
    root.prepend(element("div", group, ...labels));
    this.mark();
    this.show(this.latest());
    this.follow(location.hash);
  }

  /** Shows the design that an address leads to, if it leads to one. */
  follow(hash: string): void {
    const link = readLink(hash);
    const found = this.designs.find(({ name, anchor, section }) =>
      typeof link === "object"
        ? link.exercise === name
        : hash === `#${anchor}` || (hash.length > 1 && section.contains(targetOf(hash))),
    );
    if (found) this.show(found);
  }

  /** Says of each design whether the reader has written in it. */
  mark(): void {
    for (const { mark, savedAt } of this.designs) {
      const at = savedAt();
      mark.textContent = at === null ? "" : texts.yours(timeOf(at));
    }
  }

  private choose(section: HTMLElement): void {
    const found = this.designs.find((design) => design.section === section);
    if (found === undefined) return;
    this.show(found);
    history.replaceState(history.state, "", `#${found.anchor}`);
  }

  private show(chosen: Design | undefined): void {
    for (const design of this.designs) {
      design.section.hidden = design !== chosen;
      design.radio.checked = design === chosen;
    }
  }

  /** The design that the reader has written in last; else the first. */
  private latest(): Design | undefined {
    const times = this.designs.map((design) => design.savedAt() ?? 0);
    return this.designs[times.indexOf(Math.max(...times))];
  }
}

function designIn(section: HTMLElement, storage: KeyValueStorage): Design {
  const lab = section.querySelector<HTMLElement>(".cm-lab");
  const data = lab === null ? null : readLabData(lab);
  const name = data?.name ?? "";
  const work = new WorkStorage(storage, name, data?.starter_hash ?? "", "");
  return {
    section,
    radio: element("input", { type: "radio", name: "design" }),
    mark: element("small"),
    name,
    anchor: section.querySelector("h2")?.id ?? "",
    savedAt: () => work.peek()?.at ?? null,
  };
}

function titleOf(section: HTMLElement): string {
  return section.querySelector("h2")?.firstChild?.textContent?.trim() ?? "";
}

function targetOf(hash: string): Element | null {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}
