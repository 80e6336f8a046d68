// Sentences that stand above the editor until they are dealt with, each with its ways out.

import { button, element } from "../shared/dom.ts";

export interface Way {
  label: string;
  go: () => void;
}

export class Notices {
  readonly root = element("div", { class: "lab-notices", role: "status" });
  private readonly shown = new Map<string, HTMLElement>();

  /** Shows the sentence in place of the one that has the same name. */
  show(name: string, sentence: string, ways: Way[]): void {
    const buttons = ways.map(({ label, go }) => button(label, go));
    const notice = element("div", { class: "lab-notice" }, element("p", {}, sentence), ...buttons);
    const old = this.shown.get(name);
    this.shown.set(name, notice);
    // An unchanged sentence is left alone, so that it is not announced again.
    if (old?.textContent === notice.textContent) this.shown.set(name, old);
    else if (old) old.replaceWith(notice);
    else this.root.append(notice);
  }

  clear(name: string): void {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }
}
