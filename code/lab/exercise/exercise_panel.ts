// One lab on the page: puts together files, editor, output, checks and buttons, and gives the learner's
// code to Python.

import { FileTabs } from "../editor/file_tabs.ts";
import { DownloadDrawer } from "../features/download/download_drawer.ts";
import { ShareDrawer } from "../features/share/share_drawer.ts";
import { SharedLink, type SharedLinkHost } from "../features/share/shared_link.ts";
import { type HistoryDisplay, HistoryLoader } from "../history/history_loader.ts";
import { queryHistory } from "../history/history_query.ts";
import type { HistoryHost } from "../history/host.ts";
import type { CheckedRow, PythonEvent, RunScript, Task } from "../protocol/messages.ts";
import { filesToRun, type LabData, starterOf } from "../protocol/page_data.ts";
import type { Ending, PythonClient, PythonState } from "../python/client.ts";
import { DiffDrawer } from "../saved_work/diff/diff_drawer.ts";
import { diffSources } from "../saved_work/diff/diff_sources.ts";
import { differenceWords } from "../saved_work/diff/texts.ts";
import { SavedText } from "../saved_work/saved_text.ts";
import { element } from "../shared/dom.ts";
import { failures, labels, output } from "../shared/texts.ts";
import { type KeyValueStorage, WorkStorage } from "../storage/work_storage.ts";
import { oneAtATime } from "../ui/drawer.ts";
import { Notices } from "../ui/notices.ts";
import { makeShortcutsHint, openShortcutsFrom } from "../ui/shortcuts_hint.ts";
import { hasTried } from "./attempts.ts";
import { FaultPicker } from "./fault_picker.ts";
import { Hints } from "./hints.ts";
import { OutputPanel } from "./output_panel.ts";
import { TestResults } from "./test_results.ts";
import { Toolbar } from "./toolbar.ts";

export class ExercisePanel {
  readonly root: HTMLElement;
  private readonly notices = new Notices();
  private readonly kept: SavedText;
  private readonly pane: OutputPanel;
  private readonly checks: TestResults;
  private readonly histories: HistoryLoader;
  private readonly monkeys: FaultPicker;
  private readonly toolbar: Toolbar;
  private readonly files: FileTabs;
  private readonly help: Hints;
  private readonly arrival: SharedLink;
  private readonly differences: DiffDrawer;
  private readonly share: ShareDrawer;
  private readonly unsubscribe: () => void;
  private task: Task | null = null;
  private checkedCode = "";
  private ranCode = "";

  constructor(
    private readonly data: LabData,
    private readonly python: PythonClient,
    storage: KeyValueStorage,
    number: number,
  ) {
    const identifier = `lab-${number}`;
    const { kind, name, file, starter_hash } = data;
    const work = new WorkStorage(storage, name, starter_hash, starterOf(data));
    this.kept = new SavedText(work, this.notices, file);
    this.pane = new OutputPanel(kind !== "snippet" ? output.emptyRun : output.emptySnippet);
    this.checks = new TestResults(identifier, (row) => this.showHistory(row));
    this.histories = new HistoryLoader(this.forHistories(identifier));
    this.monkeys = new FaultPicker(identifier);
    this.toolbar = new Toolbar(kind !== "snippet", {
      perform: (task) => this.perform(task),
      stop: () => this.python.stop(),
    });
    this.help = new Hints(storage, name, () => hasTried(work.earlier(), work.starter));
    const home = new DownloadDrawer(storage, data, this.kept, this.notices);
    this.arrival = new SharedLink(this.forArrival(number === 1), this.notices);
    const versions = () =>
      diffSources(work.starter, this.help.solutionCode, this.arrival.code, storage);
    this.differences = new DiffDrawer(() => this.kept.text, versions);
    this.share = new ShareDrawer(name, () => this.kept.text);
    const { earlier } = this.kept;
    const ofExercise = [this.differences.drawer, earlier.drawer, this.share.drawer, home.drawer];
    const drawers = kind === "exercise" ? ofExercise : [earlier.drawer];
    oneAtATime(drawers);
    this.toolbar.end.append(
      ...this.help.buttons,
      this.kept.resetButton,
      ...drawers.map((drawer) => drawer.button),
    );
    this.files = new FileTabs(data.files, identifier, this.kept.initialText, {
      run: () => this.perform("run"),
      changed: (text) => this.codeChanged(text),
    });
    const { tabs } = this.files;
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
          tabs.panels,
          element("div", { class: "lab-side" }, this.monkeys.root, this.pane.root),
        ),
        this.toolbar.root,
        ...drawers.map((drawer) => drawer.root),
      ),
      makeShortcutsHint(),
      this.checks.root,
      this.histories.root,
    );
    this.monkeys.root.hidden = kind !== "exercise";
    this.kept.attach(this.files.edited);
    this.showState(python.state);
    this.unsubscribe = python.subscribe((state) => this.showState(state));
    openShortcutsFrom(this.root);
    this.readAddress();
    window.addEventListener("hashchange", this.readAddress);
  }

  dispose(): void {
    window.removeEventListener("hashchange", this.readAddress);
    this.arrival.dispose();
    this.differences.dispose();
    this.kept.dispose();
    this.unsubscribe();
    if (this.task !== null) this.python.stop();
    this.files.dispose();
  }

  private codeChanged(text: string): void {
    this.kept.changed(text);
    this.checks.codeChanged();
    this.histories.codeChanged(text);
    this.differences.changed();
    this.share.changed();
  }

  private readonly readAddress = (): void => void this.arrival.readAddress(location.hash);

  private forArrival(first: boolean): SharedLinkHost {
    return {
      exercise: this.data.name,
      first,
      codeNow: () => this.kept.text,
      showCode: (code) => this.files.showShared(this.data.file, code),
      hideCode: () => this.files.hideShared(),
      take: (code) => this.kept.take(code),
      compare: () => this.differences.show(differenceWords.shared),
      play: (script, code) => this.histories.showLinked(script, code),
    };
  }

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
    this.files.mark([]);
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
    if (event.type === "problem") this.pane.problem(event);
    else if (this.task === "check") this.checks.take(event);
    if (event.type === "replaced") this.pane.say(event.message);
    if (event.type === "played") this.offerRun(event.script);
    if (event.type === "problem" || event.type === "row")
      this.files.markAlso(event.line, event.message);
  }

  private ended(task: Task, how: Ending, detail: string): void {
    this.task = null;
    if (task === "check") {
      if (how === "finished") this.kept.checked(this.checkedCode, this.checks.done);
      this.checks.ended(how === "finished" ? "" : output.endings[how]);
      this.help.refresh();
      const first = this.checks.failing.find((row) => row.history !== null);
      if (first) this.showHistory(first, this.data.kind === "exercise" ? "offer" : "sketch");
    }
    if (how !== "finished") this.pane.say(output.endings[how]);
    else this.pane.endSilently(task);
    if (detail !== "") console.warn(detail);
    this.showState(this.python.state);
  }

  private showHistory(row: CheckedRow, how: HistoryDisplay = "tell"): void {
    this.checks.markShown(how === "tell" ? row.name : null);
    this.histories.showRow(row, this.checkedCode, how);
  }

  private offerRun(played: RunScript): void {
    const source = this.ranCode;
    this.pane.offer(labels.showHistory, () => {
      this.checks.markShown(null);
      this.histories.showRun(played, source);
    });
  }

  private forHistories(identifier: string): HistoryHost {
    const { data } = this;
    return {
      identifier,
      exercise: data.name,
      file: data.file,
      starter: starterOf(data),
      codeNow: () => this.kept.text,
      solution: () => this.help.solutionCode,
      ask: (wanted, source) => {
        const request = { files: filesToRun(data, source), main: data.file };
        const answer = queryHistory(this.python, request, wanted, () => this.setTask(null));
        if (this.python.busy && this.task === null) this.setTask("tell");
        return answer;
      },
      mark: (line, sentence, source) => {
        if (source === this.kept.text) this.files.mark([{ line, sentence }]);
      },
      goToLine: (line) => this.files.goToLine(line),
    };
  }

  private setTask(task: Task | null): void {
    this.task = task;
    this.showState(this.python.state);
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
