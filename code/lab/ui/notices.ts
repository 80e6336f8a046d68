// Notices above the editor: sentences that stay until the reader has decided, each with its buttons.

import { button, element } from "../shared/dom.ts";

/** A button of a notice. */
export interface NoticeAction {
  label: string;
  go: () => void;
}

/** The notices of one editor, each under a name. */
export class Notices {
  readonly root = element("div", { class: "lab-notices", role: "status" });
  private readonly shown = new Map<string, HTMLElement>();

  /** Shows the sentence, and replaces the one with the same name. */
  show(name: string, sentence: string, actions: NoticeAction[]): void {
    const buttons = actions.map(({ label, go }) => button(label, go));
    const notice = element("div", { class: "lab-notice" }, element("p", {}, sentence), ...buttons);
    const old = this.shown.get(name);
    this.shown.set(name, notice);
    // An unchanged sentence is left alone, so that it is not announced again.
    if (old?.textContent === notice.textContent) this.shown.set(name, old);
    else if (old) old.replaceWith(notice);
    else this.root.append(notice);
  }

  /** Scrolls to the notices. */
  reveal(): void {
    this.root.scrollIntoView({ block: "center" });
  }

  /** Removes the notice with this name. */
  clear(name: string): void {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }
}
