// A place for notes on a page: a text area that keeps what is typed as the editor keeps code, and a
// preview of it as Markdown.

import { SavedText } from "../../saved_work/saved_text.ts";
import { button, element } from "../../shared/dom.ts";
import { type NotePlace, savePlace, workOfNote } from "../../storage/notes.ts";
import type { KeyValueStorage } from "../../storage/work_storage.ts";
import { Notices } from "../../ui/notices.ts";
import { renderNotes } from "./render.ts";
import { notesWords } from "./texts.ts";

export class NoteEditor {
  readonly root: HTMLElement;
  private readonly notices = new Notices();
  private readonly kept: SavedText;
  private readonly area: HTMLTextAreaElement;
  private readonly shown = element("div", { class: "notes-read" });
  private readonly toggle = button(notesWords.preview, () => void this.togglePreview(), {
    look: "lab-quiet",
  });

  constructor(
    private readonly storage: KeyValueStorage,
    private readonly name: string,
    private readonly place: NotePlace,
  ) {
    this.kept = new SavedText(workOfNote(storage, name), this.notices, `${name}.md`);
    this.area = element("textarea", {
      class: "notes-write",
      rows: "5",
      "aria-label": notesWords.label(place.heading),
    });
    this.area.value = this.kept.initialText;
    this.area.addEventListener("input", () => this.typed());
    this.kept.attach({
      read: () => this.area.value,
      replace: (text) => {
        this.area.value = text;
        this.typed();
        if (!this.shown.hidden) void this.render();
      },
    });
    this.shown.hidden = true;
    this.toggle.setAttribute("aria-pressed", "false");
    const heads = [element("b", {}, notesWords.title), element("small", {}, notesWords.private)];
    const format = element("span", {}, notesWords.format);
    const end = element(
      "span",
      { class: "notes-end" },
      this.kept.earlier.drawer.button,
      this.toggle,
    );
    this.root = element(
      "div",
      { class: "cm-tools" },
      this.notices.root,
      element(
        "div",
        { class: "notes-card" },
        element("div", { class: "notes-head" }, ...heads),
        this.area,
        this.shown,
        element("div", { class: "notes-foot" }, this.kept.savedAt, format, end),
        this.kept.earlier.drawer.root,
      ),
    );
  }

  dispose(): void {
    this.kept.dispose();
  }

  private typed(): void {
    this.kept.changed(this.area.value);
    try {
      savePlace(this.storage, this.name, this.place);
    } catch {
      // What was typed is refused too, and said with it.
    }
  }

  private async togglePreview(): Promise<void> {
    const preview = this.shown.hidden;
    if (preview && !(await this.render())) return;
    this.shown.hidden = !preview;
    this.area.hidden = preview;
    this.toggle.textContent = preview ? notesWords.write : notesWords.preview;
    this.toggle.setAttribute("aria-pressed", String(preview));
    if (!preview) this.area.focus();
  }

  private async render(): Promise<boolean> {
    const rendered = await renderNotes(this.shown, this.area.value);
    if (rendered) this.notices.clear("preview");
    else this.notices.show("preview", notesWords.noPreview, []);
    return rendered;
  }
}
