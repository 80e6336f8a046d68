// The files of a lab: a tab for each, its editor once the tab is opened, and the marks in the learner's own.

import type { EditorView } from "@codemirror/view";
import type { CourseFile } from "../protocol/page_data.ts";
import type { EditableText } from "../shared/editable_text.ts";
import { Tabs } from "../ui/tabs.ts";
import { type CompletionScope, type EditorActions, makeEditor, textIn } from "./code_editor.ts";
import { goToLine, type LineAnnotation, showLineAnnotations } from "./line_annotations.ts";

export class FileTabs {
  readonly tabs: Tabs;
  /** The editor of the learner's file. */
  private readonly view: EditorView;
  private readonly files: CourseFile[];
  private readonly given: number;
  private readonly panels: HTMLElement[];
  private readonly editors = new Map<number, EditorView>();
  private readonly yours: number;
  private marks: LineAnnotation[] = [];

  constructor(
    files: CourseFile[],
    identifier: string,
    text: string,
    private readonly actions: EditorActions,
  ) {
    this.files = [...files];
    this.given = files.length;
    this.tabs = new Tabs(identifier, (index) => this.open(index));
    this.panels = files.map((file) => this.tabs.add(file));
    this.yours = files.findIndex((file) => file.role === "yours");
    const [file, panel] = [files[this.yours], this.panels[this.yours]];
    if (file === undefined || panel === undefined)
      throw new Error(`${identifier} has no file to edit: build the site again.`);
    this.view = makeEditor(panel, file, text, actions, this.completed);
    this.editors.set(this.yours, this.view);
    this.tabs.select(this.yours);
  }

  get edited(): EditableText {
    return textIn(this.view);
  }

  private get completed(): CompletionScope {
    const given = this.files.filter((file) => file.role === "given");
    const importable = given.map((file) => file.name.replace(/\.py$/, ""));
    return { starter: this.files[this.yours]?.source ?? "", importable };
  }

  /** Shows the learner's file. */
  showYours(): void {
    this.tabs.select(this.yours);
  }

  /** Shows code of somebody else's in a tab of its own, to be read. */
  showShared(name: string, source: string): void {
    this.hideShared();
    const file: CourseFile = { name, source, role: "shared" };
    this.files.push(file);
    this.panels.push(this.tabs.add(file));
    this.tabs.select(this.given);
  }

  hideShared(): void {
    if (this.files.length === this.given) return;
    this.showYours();
    this.editors.get(this.given)?.destroy();
    this.editors.delete(this.given);
    this.files.pop();
    this.panels.pop();
    this.tabs.removeLast();
  }

  /** Takes the place of the marks that were there. */
  mark(marks: LineAnnotation[]): void {
    this.marks = marks;
    showLineAnnotations(this.view, marks);
  }

  markAlso(line: number | null, message: string): void {
    if (line === null) return;
    this.mark([...this.marks, { line, sentence: message.split("\n")[0] ?? message }]);
  }

  goToLine(line: number): void {
    this.showYours();
    goToLine(this.view, line);
  }

  dispose(): void {
    for (const editor of this.editors.values()) editor.destroy();
  }

  // An editor is made when its tab is first opened: most given files are never read here.
  private open(index: number): void {
    const [file, panel] = [this.files[index], this.panels[index]];
    if (file === undefined || panel === undefined || this.editors.has(index)) return;
    this.editors.set(index, makeEditor(panel, file, file.source, this.actions, this.completed));
  }
}
