// The runs and checks of one panel: it gives the learner's code to Python, and what comes back to the parts
// of the panel that show it.

import type { FileTabs } from "../editor/file_tabs.ts";
import type { HistoryDisplay, HistoryLoader } from "../history/history_loader.ts";
import { queryHistory } from "../history/history_query.ts";
import type { HistoryHost } from "../history/host.ts";
import type {
  CheckedRow,
  PythonEvent,
  RunScript,
  Task,
  TaskRequest,
} from "../protocol/messages.ts";
import { filesToRun, type LabData } from "../protocol/page_data.ts";
import type { Ending, PythonClient } from "../python/client.ts";
import { endings } from "../python/texts.ts";
import type { SavedText } from "../saved_work/saved_text.ts";
import type { FaultPicker } from "./fault_picker.ts";
import type { Hints } from "./hints.ts";
import type { OutputPanel } from "./output_panel.ts";
import type { ScopePicker } from "./scope_picker.ts";
import type { TestResults } from "./test_results.ts";
import { labels } from "./texts.ts";

/** The parts of a panel that a run or a check reads or changes. */
export interface SessionParts {
  savedText: SavedText;
  files: FileTabs;
  faults: FaultPicker;
  /** Of a design. */
  scope: ScopePicker | null;
  output: OutputPanel;
  results: TestResults;
  hints: Hints;
  histories: HistoryLoader;
}

/** Runs and checks the code of one panel, and asks for its histories. */
export class RunSession {
  /** What the panel waits for. */
  task: Task | null = null;
  private checkedCode = "";
  private ranCode = "";

  constructor(
    private readonly data: LabData,
    private readonly python: PythonClient,
    private readonly parts: SessionParts,
    private readonly taskChanged: () => void,
  ) {}

  /** Runs or checks the code, unless Python is busy; with `beyond`, looks further than a check. */
  perform(task: "run" | "check", beyond = false): void {
    const { savedText, files, output, results, histories } = this.parts;
    const source = savedText.text;
    const wanted = JSON.stringify(this.wantedOf(task, beyond));
    const request = { task, wanted, ...this.requestFor(source) };
    const begun = this.python.begin(request, {
      output: (parts, cut) => output.add(parts, cut),
      event: (event) => this.take(event),
      ended: (how, detail) => this.ended(task, how, detail),
    });
    if (!begun) return;
    files.annotate([]);
    output.begin();
    if (task === "run") this.ranCode = source;
    else {
      this.checkedCode = source;
      results.begin();
      histories.clear();
    }
    this.setTask(task);
  }

  private requestFor(source: string): Pick<TaskRequest, "files" | "main" | "design"> {
    const { file, kind } = this.data;
    return { files: filesToRun(this.data, source), main: file, design: kind === "design" };
  }

  private wantedOf(task: "run" | "check", beyond: boolean): object {
    const { faults, scope } = this.parts;
    const design = this.data.kind === "design";
    if (task === "run") return { monkey: faults.chosen, design };
    return scope === null ? {} : { scope: scope.chosen, beyond };
  }

  /** Asks Python about a history; the panel waits for the answer. */
  readonly ask: HistoryHost["ask"] = (query, source, read) => {
    const request = this.requestFor(source);
    const answer = queryHistory(this.python, request, query, read, () => this.setTask(null));
    if (this.python.busy && this.task === null) this.setTask("tell");
    return answer;
  };

  /** Shows the history of a row that does not hold. */
  showHistory(row: CheckedRow, display: HistoryDisplay = "full"): void {
    this.parts.results.markShown(display === "full" ? row.name : null);
    this.parts.histories.showRow(row, this.checkedCode, display);
  }

  /** Ends what the panel waits for. */
  stop(): void {
    if (this.task !== null) this.python.stop();
  }

  private take(event: PythonEvent): void {
    const { files, output, results } = this.parts;
    if (event.type === "problem") output.problem(event);
    if (this.task === "check") results.take(event);
    if (event.type === "collected" && event.scope) this.parts.scope?.written(event.scope);
    if (event.type === "replaced") output.say(event.message);
    if (event.type === "played") this.offerHistory(event.script);
    if (event.type === "problem" || event.type === "row")
      files.addAnnotation(event.line, event.message);
  }

  private ended(task: Task, how: Ending, detail: string): void {
    const { output } = this.parts;
    if (task === "check") this.checkEnded(how);
    if (how === "finished") output.finish(task);
    else {
      output.say(endings[how]);
      output.announce(endings[how]);
    }
    if (detail !== "") console.warn(detail);
    this.setTask(null);
  }

  private checkEnded(how: Ending): void {
    const { savedText, results, hints } = this.parts;
    if (how === "finished") savedText.checked(this.checkedCode, results.done);
    results.ended(how === "finished" ? "" : endings[how]);
    hints.refresh();
    const broken = results.failing.filter((row) => row.history !== null);
    const first = broken.find((row) => row.verdict !== "error");
    if (first) this.showHistory(first, this.data.kind === "exercise" ? "offer" : "sketch");
  }

  private offerHistory(played: RunScript): void {
    const source = this.ranCode;
    this.parts.output.offer(labels.showHistory, () => {
      this.parts.results.markShown(null);
      this.parts.histories.showRun(played, source);
    });
  }

  private setTask(task: Task | null): void {
    this.task = task;
    this.taskChanged();
  }
}
