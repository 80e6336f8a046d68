// One lab on the page: puts together files, editor, output, checks and buttons, and gives the learner's
// code to Python.

import type { EditorView } from "@codemirror/view";
import { askPython } from "./ask_python.ts";
import { ChecksPanel } from "./checks_panel.ts";
import { makeEditor, textIn } from "./editor.ts";
import { element } from "./elements.ts";
import { Histories, type HowToShow } from "./histories.ts";
import type { LabOfHistory } from "./history/lab_of_history.ts";
import { KeptWork } from "./kept_work.ts";
import { goToLine, type LineMark, showLineMarks } from "./line_marks.ts";
import { MonkeyPicker } from "./monkey_picker.ts";
import { Notices } from "./notices.ts";
import { OutputPane } from "./output_pane.ts";
import { filesToRun, type LabData, openedSolution, starterOf } from "./page_data.ts";
import type { CheckedRow, PlayedScript, PythonEvent, Task } from "./protocol.ts";
import type { Ending, Python, PythonState } from "./python.ts";
import { type KeyValueStorage, WorkStorage } from "./storage.ts";
import { makeTabs } from "./tabs.ts";
import { TakeHome } from "./take_home/take_home.ts";
import { failures, labels, leaveEditor, output } from "./texts.ts";
import { Toolbar } from "./toolbar.ts";

export class Bench {
  readonly root: HTMLElement;
  private readonly notices = new Notices();
  private readonly kept: KeptWork;
  private readonly pane: OutputPane;
  private readonly checks: ChecksPanel;
  private readonly histories: Histories;
  private readonly monkeys: MonkeyPicker;
  private readonly toolbar: Toolbar;
  private readonly panels: HTMLElement[];
  private readonly editors = new Map<number, EditorView>();
  private readonly unsubscribe: () => void;
  private task: Task | null = null;
  private marks: LineMark[] = [];
  private checkedCode = "";
  private ranCode = "";

  constructor(
    private readonly data: LabData,
    private readonly python: Python,
    storage: KeyValueStorage,
    number: number,
  ) {
    const identifier = `lab-${number}`;
    const { kind, name, file, starter_hash } = data;
    const work = new WorkStorage(storage, name, starter_hash, starterOf(data));
    this.kept = new KeptWork(work, this.notices, file);
    this.pane = new OutputPane(kind !== "snippet" ? output.emptyRun : output.emptySnippet);
    this.checks = new ChecksPanel(identifier, (row) => this.showHistory(row));
    this.histories = new Histories(this.forHistories(identifier), this.notices);
    this.monkeys = new MonkeyPicker(identifier);
    this.toolbar = new Toolbar(kind !== "snippet", {
      perform: (task) => this.perform(task),
      stop: () => this.python.stop(),
    });
    const home = new TakeHome(storage, data, this.kept, this.notices);
    this.toolbar.end.append(this.kept.earlier.button, this.kept.resetButton);
    if (kind === "exercise") this.toolbar.end.append(home.button);
    const tabs = makeTabs(data.files, identifier, (index) => this.openFile(index));
    this.panels = tabs.panels;
    this.root = element(
      "section",
      { class: "lab", "data-kind": kind, "aria-label": labels.lab(file, number) },
      this.notices.root,
      element(
        "div",
        { class: "lab-card" },
        element("div", { class: "lab-top" }, tabs.list, this.kept.savedAt),
        element(
          "div",
          { class: "lab-body" },
          element("div", { class: "lab-code" }, ...tabs.panels),
          element("div", { class: "lab-side" }, this.monkeys.root, this.pane.root),
        ),
        this.toolbar.root,
        this.kept.earlier.list,
        home.root,
      ),
      leaveHint(),
      this.checks.root,
      this.histories.root,
    );
    this.monkeys.root.hidden = kind !== "exercise";
    const yours = data.files.findIndex((each) => each.role === "yours");
    tabs.select(yours);
    const view = this.editors.get(yours);
    if (view !== undefined) this.kept.attach(textIn(view));
    this.showState(python.state);
    this.unsubscribe = python.subscribe((state) => this.showState(state));
    this.readAddress();
    window.addEventListener("hashchange", this.readAddress);
  }

  dispose(): void {
    window.removeEventListener("hashchange", this.readAddress);
    this.kept.dispose();
    this.unsubscribe();
    if (this.task !== null) this.python.stop();
    for (const editor of this.editors.values()) editor.destroy();
  }

  // An editor is made when its tab is first opened: most given files are never read here.
  private openFile(index: number): void {
    const file = this.data.files[index];
    const panel = this.panels[index];
    if (file === undefined || panel === undefined || this.editors.has(index)) return;
    const text = file.role === "yours" ? this.kept.initialText : file.source;
    const view = makeEditor(panel, file, text, {
      run: () => this.perform("run"),
      changed: (changed) => {
        this.kept.changed(changed);
        this.checks.codeChanged();
        this.histories.codeChanged(changed);
      },
    });
    this.editors.set(index, view);
  }

  private readonly readAddress = (): void => this.histories.readAddress(location.hash);

  private perform(task: "run" | "check"): void {
    const source = this.kept.text;
    const wanted = JSON.stringify(task === "run" ? { monkey: this.monkeys.chosen } : {});
    const files = filesToRun(this.data, source);
    const request = { task, files, main: this.data.file, wanted };
    const begun = this.python.begin(request, {
      output: (parts, cut) => this.pane.add(parts, cut),
      event: (event) => this.take(event),
      ended: (how, detail) => this.ended(task, how, detail),
    });
    if (!begun) return;
    this.task = task;
    this.mark([]);
    this.pane.begin();
    if (task === "run") this.ranCode = source;
    else {
      this.checkedCode = source;
      this.checks.begin();
      this.histories.clear();
    }
    this.showState(this.python.state);
  }

  private take(event: PythonEvent): void {
    if (event.type === "problem") {
      this.pane.problem(event);
      this.markAlso(event.line, event.message);
    } else if (this.task === "check") this.checks.take(event);
    if (event.type === "played") this.offerRun(event.script);
    if (event.type === "row") this.markAlso(event.line, event.message);
  }

  private ended(task: Task, how: Ending, detail: string): void {
    this.task = null;
    if (task === "check") {
      if (how === "finished") this.kept.checked(this.checkedCode, this.checks.done);
      this.checks.ended(how === "finished" ? "" : output.endings[how]);
      const first = this.checks.failing.find((row) => row.history !== null);
      if (first !== undefined)
        this.showHistory(first, this.data.kind === "exercise" ? "offer" : "sketch");
    }
    if (how !== "finished") this.pane.say(output.endings[how]);
    else this.pane.endSilently(task);
    if (detail !== "") console.warn(detail);
    this.showState(this.python.state);
  }

  private showHistory(row: CheckedRow, how: HowToShow = "tell"): void {
    this.checks.markShown(how === "tell" ? row.name : null);
    this.histories.showRow(row, this.checkedCode, how);
  }

  private offerRun(played: PlayedScript): void {
    const source = this.ranCode;
    this.pane.offer(labels.showHistory, () => {
      this.checks.markShown(null);
      this.histories.showRun(played, source);
    });
  }

  private forHistories(identifier: string): LabOfHistory {
    const { data } = this;
    return {
      identifier,
      exercise: data.name,
      file: data.file,
      starter: starterOf(data),
      codeNow: () => this.kept.text,
      solution: openedSolution,
      ask: (wanted, source) => {
        const request = { files: filesToRun(data, source), main: data.file };
        const answer = askPython(this.python, request, wanted, () => this.setTask(null));
        if (this.python.busy && this.task === null) this.setTask("tell");
        return answer;
      },
      mark: (line, sentence, source) => {
        if (source === this.kept.text) this.mark([{ line, sentence }]);
      },
      goToLine: (line) => {
        const view = this.yours();
        if (view !== undefined) goToLine(view, line);
      },
    };
  }

  private setTask(task: Task | null): void {
    this.task = task;
    this.showState(this.python.state);
  }

  private yours(): EditorView | undefined {
    return this.editors.get(this.data.files.findIndex((file) => file.role === "yours"));
  }

  private markAlso(line: number | null, message: string): void {
    if (line === null) return;
    this.mark([...this.marks, { line, sentence: message.split("\n")[0] ?? message }]);
  }

  private mark(marks: LineMark[]): void {
    this.marks = marks;
    const view = this.yours();
    if (view !== undefined) showLineMarks(view, marks);
  }

  private showState(state: PythonState): void {
    this.toolbar.show(state, this.task);
    const ways = {
      failed: { label: labels.retry, go: () => this.python.start() },
      outdated: { label: labels.reload, go: () => location.reload() },
    };
    if (state.name === "failed" || state.name === "outdated")
      this.notices.show("python", failures[state.name], [ways[state.name]]);
    else this.notices.clear("python");
  }
}

function leaveHint(): HTMLElement {
  const key = (name: string): HTMLElement => element("kbd", {}, name);
  const { start, between, end } = leaveEditor;
  return element("p", { class: "lab-leave" }, start, key("Esc"), between, key("Tab"), end);
}
