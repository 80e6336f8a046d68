// Notices above the editor: sentences that stay until the reader has decided, each with its buttons; and those
// in the place of a part that could not be loaded.

import { wasUpdated } from "../shared/deployment.ts";
import { button, element } from "../shared/dom.ts";
import { unfold } from "../shared/folds.ts";
import { updateWords } from "./update_texts.ts";

/** A button of a notice. */
export interface NoticeAction {
  label: string;
  go: () => void;
}

/** The way on where only another page helps. */
export const reload: NoticeAction = { label: updateWords.reload, go: () => location.reload() };

/** The notices of one editor, each under a name. */
export class Notices {
  readonly root = element("div", { class: "lab-notices", role: "status" });
  private readonly shown = new Map<string, HTMLElement>();

  /** Shows the sentence, and replaces the one with the same name. */
  show(name: string, sentence: string, actions: NoticeAction[]): void {
    const notice = makeNotice(sentence, actions);
    const old = this.shown.get(name);
    this.shown.set(name, notice);
    // An unchanged sentence is left alone, so that it is not announced again.
    if (old?.textContent === notice.textContent) this.shown.set(name, old);
    else if (old) old.replaceWith(notice);
    else this.root.append(notice);
  }

  /** Opens the folds that the notices are in, and scrolls to them. */
  reveal(): void {
    unfold(this.root);
    this.root.scrollIntoView({ block: "center" });
  }

  /** Says, once, that the course was updated. */
  showUpdate(): void {
    this.show("update", updateWords.sentence, [reload]);
  }

  /** Shows why a part could not be loaded: this sentence, or that the course was updated. */
  async showMissing(name: string, sentence: string): Promise<void> {
    if (await wasUpdated()) this.showUpdate();
    else this.show(name, sentence, []);
  }

  /** Removes the notice with this name. */
  clear(name: string): void {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }
}

/** Makes the notice in the place of a part that could not be loaded; it is announced. */
export async function missingPart(
  sentence: string,
  actions: NoticeAction[] = [],
): Promise<HTMLElement> {
  const updated = await wasUpdated();
  const notice = updated
    ? makeNotice(updateWords.sentence, [reload])
    : makeNotice(sentence, actions);
  notice.setAttribute("role", "status");
  return notice;
}

function makeNotice(sentence: string, actions: NoticeAction[]): HTMLElement {
  const buttons = actions.map(({ label, go }) => button(label, go));
  return element("div", { class: "lab-notice" }, element("p", {}, sentence), ...buttons);
}
