// The editor for a note: a text area that saves what is typed, as the editor does with code, and a preview as
// Markdown.

import { SavedText } from "../../saved_work/saved_text.ts";
import { button, element } from "../../shared/dom.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { type NotePlace, savePlace, workOfNote } from "../../storage/notes.ts";
import { Notices } from "../../ui/notices.ts";
import { renderNotes } from "./render.ts";
import { notesWords } from "./texts.ts";

/** The editor for one note of a page. */
export class NoteEditor {
  readonly root: HTMLElement;
  private readonly notices = new Notices();
  private readonly savedText: SavedText;
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
    this.savedText = new SavedText(workOfNote(storage, name), this.notices, `${name}.md`);
    this.area = element("textarea", {
      class: "notes-write",
      rows: "5",
      placeholder: " ", // lets a style tell one in which nothing is written
      "aria-label": notesWords.label(place.heading),
    });
    this.area.value = this.savedText.initialText;
    this.area.addEventListener("input", () => this.typed());
    this.savedText.attach({
      read: () => this.area.value,
      replace: (text) => {
        this.area.value = text;
        this.typed();
        if (!this.shown.hidden) void this.render();
      },
    });
    this.shown.hidden = true;
    this.toggle.setAttribute("aria-pressed", "false");
    this.root = this.layOut();
  }

  dispose(): void {
    this.savedText.dispose();
  }

  private layOut(): HTMLElement {
    const heads = [element("b", {}, notesWords.title), element("small", {}, notesWords.private)];
    const format = element("span", {}, notesWords.format);
    const { drawer } = this.savedText.versionList;
    const end = element("span", { class: "notes-end" }, drawer.button, this.toggle);
    return element(
      "div",
      { class: "cm-tools" },
      this.notices.root,
      element(
        "div",
        { class: "notes-card" },
        element("div", { class: "notes-head" }, ...heads),
        this.area,
        this.shown,
        element("div", { class: "notes-foot" }, this.savedText.savedAt, format, end),
        drawer.root,
      ),
    );
  }

  private typed(): void {
    this.savedText.changed(this.area.value);
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
    else await this.notices.showMissing("preview", notesWords.noPreview);
    return rendered;
  }
}
