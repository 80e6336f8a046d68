// The drawer that compares the learner's code with another version: the starter, the solution once it was
// opened, the code of an earlier exercise, code that came with a link.

import { button, element } from "../../shared/dom.ts";
import { lazyImport } from "../../shared/lazy_import.ts";
import { Drawer } from "../../ui/drawer.ts";
import { missingPart } from "../../ui/notices.ts";
import type { DiffView } from "./diff_view.ts";
import { diffWords as texts } from "./texts.ts";

/** Returns the versions to compare with, by the name that the reader chooses. */
export type DiffSources = () => Map<string, string>;

const roomForTwoPixels = 760;
const refreshAfterMilliseconds = 250;

/** The drawer of one editor. */
export class DiffDrawer {
  readonly drawer = new Drawer(texts.button, (open) => {
    if (open) void this.refresh();
    else this.clear();
  });
  private readonly choice = element("select", { class: "select", "aria-label": texts.with });
  private readonly said = element("span", { role: "status" });
  private readonly hidden = element("small", {}, texts.solutionHidden);
  private readonly next = button(texts.next, () => this.shown?.goToNext());
  private readonly place = element("div", { class: "lab-difference" });
  private shown: DiffView | null = null;
  private versions = new Map<string, string>();
  /** Counts what was asked for, so that only the last is shown. */
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly now: () => string,
    private readonly others: DiffSources,
    private readonly hasSolution: boolean,
  ) {
    this.choice.addEventListener("change", () => void this.refresh());
    this.choice.addEventListener("focus", () => this.offer()); // the solution may have been opened since
    const label = element("span", { "aria-hidden": "true" }, texts.with);
    const choice = element("span", { class: "lab-choice" }, label, " ", this.choice);
    const head = element("div", { class: "lab-differences-head" }, choice, this.said, this.next);
    this.drawer.root.append(head, this.hidden, this.place);
  }

  /** Opens it with this version. */
  show(name: string): void {
    this.drawer.toggle(true);
    this.offer();
    this.choice.value = name;
    void this.refresh();
    this.drawer.root.scrollIntoView({ block: "nearest" });
  }

  /** To call when the code changed, or when there may be another version. */
  changed(): void {
    clearTimeout(this.timer);
    if (this.drawer.isOpen)
      this.timer = setTimeout(() => void this.refresh(), refreshAfterMilliseconds);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.clear();
  }

  private offer(): string {
    this.versions = this.others();
    const names = [...this.versions.keys()];
    const offered = [...this.choice.options].map((option) => option.value);
    if (names.join("\n") !== offered.join("\n")) {
      const before = this.choice.value;
      this.choice.replaceChildren(...names.map((name) => element("option", {}, name)));
      this.choice.value = names.includes(before) ? before : (names[0] ?? "");
    }
    this.hidden.hidden = !this.hasSolution || names.includes(texts.solution);
    return this.choice.value;
  }

  private async refresh(): Promise<void> {
    const name = this.offer();
    this.asked += 1;
    const { asked } = this;
    const versions = { before: this.versions.get(name) ?? "", now: this.now() };
    try {
      const { showSideBySide, showUnified } = await lazyImport(() => import("./diff_view.ts"));
      if (!this.drawer.isOpen || asked !== this.asked) return;
      this.clear();
      const same = versions.before === versions.now;
      if (!same)
        this.shown =
          this.drawer.root.clientWidth >= roomForTwoPixels
            ? showSideBySide(this.place, versions, { before: texts.before(name), now: texts.now })
            : showUnified(this.place, versions, texts.unified(name));
      this.say(same ? texts.same : texts.count(this.shown?.count ?? 0, name));
    } catch {
      this.say("");
      const notice = await missingPart(texts.failed);
      if (asked !== this.asked) return;
      this.place.replaceChildren(notice);
      this.place.hidden = false;
    }
  }

  private say(sentence: string): void {
    if (this.said.textContent !== sentence) this.said.textContent = sentence;
    this.next.hidden = this.shown === null;
    this.place.hidden = this.shown === null;
  }

  private clear(): void {
    this.shown?.destroy();
    this.shown = null;
    this.place.replaceChildren();
  }
}
