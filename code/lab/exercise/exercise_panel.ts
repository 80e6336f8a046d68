// The panel of one exercise, idea or snippet: it creates the parts (files, output, results, hints, drawers),
// lays them out, and connects them.

import { FileTabs } from "../editor/file_tabs.ts";
import { DownloadDrawer } from "../features/download/download_drawer.ts";
import { OnPostgresql } from "../features/on_postgresql/on_postgresql.ts";
import { ShareDrawer } from "../features/share/share_drawer.ts";
import { SharedLink, type SharedLinkHost } from "../features/share/shared_link.ts";
import { makeSingleKeysSwitch } from "../features/single_keys/single_keys.ts";
import { HistoryLoader } from "../history/history_loader.ts";
import type { HistoryHost } from "../history/host.ts";
import type { ChosenScope } from "../protocol/messages.ts";
import { filesToRun, type LabData, starterOf } from "../protocol/page_data.ts";
import type { PythonClient, PythonState } from "../python/client.ts";
import { failures } from "../python/texts.ts";
import { hasWebAssembly } from "../python/web_assembly.ts";
import { DiffDrawer } from "../saved_work/diff/diff_drawer.ts";
import { demonstrationSources, diffSources } from "../saved_work/diff/diff_sources.ts";
import { diffWords } from "../saved_work/diff/texts.ts";
import { SavedText } from "../saved_work/saved_text.ts";
import { element } from "../shared/dom.ts";
import { chosenScope, keepScope } from "../storage/chosen_scopes.ts";
import type { KeyValueStorage } from "../storage/key_value.ts";
import { WorkStorage } from "../storage/work_storage.ts";
import { type Drawer, oneAtATime } from "../ui/drawer.ts";
import { Notices, reload } from "../ui/notices.ts";
import { closeShortcuts } from "../ui/shortcuts_dialog.ts";
import { makeShortcutsHint, openShortcutsFrom } from "../ui/shortcuts_hint.ts";
import { FaultPicker } from "./fault_picker.ts";
import { Hints, hasTried } from "./hints.ts";
import { OutputPanel } from "./output_panel.ts";
import { RunSession, type SessionParts } from "./run_session.ts";
import { ScopePicker } from "./scope_picker.ts";
import { TestResults } from "./test_results.ts";
import { labels, outputWords } from "./texts.ts";
import { Toolbar } from "./toolbar.ts";

/** One panel of a page. */
export class ExercisePanel {
  readonly root: HTMLElement;
  private readonly notices = new Notices();
  private readonly work: WorkStorage;
  private readonly parts: SessionParts;
  private readonly session: RunSession;
  private readonly toolbar: Toolbar;
  private readonly sharedLink: SharedLink;
  private readonly diff: DiffDrawer;
  private readonly share: ShareDrawer;
  /** Of an exercise whose stores PostgreSQL can stand in for. */
  private readonly onPostgresql: OnPostgresql | null;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly data: LabData,
    private readonly python: PythonClient,
    private readonly storage: KeyValueStorage,
    number: number,
    /** The code of the demonstration before this one on the page. */
    private readonly codeBefore: string | null,
  ) {
    const { name, starter_hash } = data;
    const identifier = `lab-${number}`;
    const code = (): string => this.parts.savedText.text;
    this.work = new WorkStorage(storage, name, starter_hash, starterOf(data));
    this.sharedLink = new SharedLink(this.sharedLinkHost(number === 1), this.notices);
    this.diff = new DiffDrawer(code, () => this.diffSources(), data.kind === "exercise");
    this.share = new ShareDrawer(name, code, () => this.parts.scope?.chosen ?? null);
    this.onPostgresql = data.postgresql ? this.makeOnPostgresql(identifier) : null;
    this.parts = this.makeParts(identifier);
    this.session = new RunSession(data, python, this.parts, () => this.showState(python.state));
    this.toolbar = new Toolbar(data.kind !== "snippet", {
      perform: (task) => this.session.perform(task),
      stop: () => python.stop(),
    });
    const drawers = this.makeDrawers();
    const { hints, savedText, files } = this.parts;
    const buttons = drawers.map((drawer) => drawer.button);
    this.toolbar.end.append(...hints.buttons, savedText.resetButton, ...buttons);
    this.root = this.layOut(number, drawers);
    savedText.attach(files.edited);
    this.showState(python.state);
    this.unsubscribe = python.subscribe((state) => this.showState(state));
    openShortcutsFrom(this.root, this.keySetting);
    window.addEventListener("hashchange", this.readAddress);
  }

  /** Shows what a link carries; to call first when the panel is in the page, where it is scrolled to. */
  readonly readAddress = (): void => void this.sharedLink.readAddress(location.hash);

  dispose(): void {
    window.removeEventListener("hashchange", this.readAddress);
    this.sharedLink.dispose();
    this.diff.dispose();
    this.parts.savedText.dispose();
    this.unsubscribe();
    this.session.stop();
    this.onPostgresql?.dispose();
    this.parts.files.dispose();
    closeShortcuts();
  }

  private makeParts(identifier: string): SessionParts {
    const { data, work } = this;
    const { emptyRun, emptySnippet } = outputWords;
    const savedText = new SavedText(work, this.notices, data.file);
    return {
      savedText,
      files: new FileTabs(data.files, identifier, savedText.initialText, {
        run: () => this.session.perform("run"),
        check: () => {
          if (data.kind !== "snippet") this.session.perform("check");
        },
        changed: (text) => this.codeChanged(text),
      }),
      faults: new FaultPicker(identifier),
      scope: data.kind === "design" ? this.makeScopePicker() : null,
      output: new OutputPanel(data.kind === "snippet" ? emptySnippet : emptyRun),
      results: new TestResults(identifier, (row) => this.session.showHistory(row)),
      hints: new Hints(this.storage, data.name, () => hasTried(work.earlier(), work.starter)),
      histories: new HistoryLoader(this.historyHost(identifier)),
    };
  }

  private makeDrawers(): Drawer[] {
    const { savedText } = this.parts;
    const download = new DownloadDrawer(this.storage, this.data, savedText, this.notices);
    const versions = savedText.versionList.drawer;
    const drawers = {
      exercise: [this.diff.drawer, versions, this.share.drawer, download.drawer],
      demonstration: [this.diff.drawer, versions],
      snippet: [versions],
      design: [this.diff.drawer, versions, this.share.drawer, download.drawer],
    }[this.data.kind];
    oneAtATime(drawers);
    return drawers;
  }

  private layOut(number: number, drawers: Drawer[]): HTMLElement {
    const { kind, file } = this.data;
    const { savedText, files, faults, scope, output, results, histories } = this.parts;
    faults.root.hidden = kind !== "exercise";
    const side = element("div", { class: "lab-side" }, scope?.root ?? faults.root, output.root);
    const card = element(
      "div",
      { class: "lab-card" },
      element("div", { class: "lab-top" }, files.tabs.list, savedText.savedAt),
      element("div", { class: "lab-body" }, files.tabs.panels, side),
      this.toolbar.root,
      ...drawers.map((drawer) => drawer.root),
    );
    return element(
      "section",
      { class: "lab", "data-kind": kind, "aria-label": labels.lab(file, number) },
      this.notices.root,
      card,
      makeShortcutsHint(this.keySetting),
      results.root,
      histories.root,
      ...(this.onPostgresql ? [this.onPostgresql.root] : []),
    );
  }

  private makeScopePicker(): ScopePicker {
    const { name } = this.data;
    return new ScopePicker(chosenScope(this.storage, name), {
      changed: (chosen) => {
        keepScope(this.storage, name, chosen);
        this.parts.results.scopeChanged();
        this.share.changed();
      },
      keepLooking: () => this.session.perform("check", true),
    });
  }

  private readonly keySetting = (): HTMLElement => makeSingleKeysSwitch(this.storage);

  private diffSources(): Map<string, string> {
    const { starter } = this.work;
    const { code: shared } = this.sharedLink;
    if (this.data.kind === "demonstration")
      return demonstrationSources(this.codeBefore, starter, shared);
    if (this.data.kind === "design") return demonstrationSources(null, starter, shared);
    return diffSources(starter, this.parts.hints.solutionCode, shared, this.storage);
  }

  private codeChanged(text: string): void {
    const { savedText, results, histories } = this.parts;
    savedText.changed(text);
    results.codeChanged();
    histories.codeChanged(text);
    this.onPostgresql?.codeChanged(text);
    this.diff.changed();
    this.share.changed();
  }

  private sharedLinkHost(first: boolean): SharedLinkHost {
    return {
      exercise: this.data.name,
      first,
      codeNow: () => this.parts.savedText.text,
      showCode: (code) => this.parts.files.showShared(this.data.file, code),
      hideCode: () => this.parts.files.hideShared(),
      take: (code, scope) => {
        this.parts.savedText.take(code);
        this.takeScope(scope);
      },
      scopeNow: () => this.parts.scope?.chosen ?? null,
      compare: () => this.diff.show(diffWords.shared),
      play: (script, code) => this.parts.histories.showLinked(script, code),
    };
  }

  private takeScope(scope: ChosenScope | null): void {
    this.parts.scope?.show(scope);
    keepScope(this.storage, this.data.name, scope);
  }

  private historyHost(identifier: string): HistoryHost {
    return {
      identifier,
      exercise: this.data.name,
      file: this.data.file,
      starter: starterOf(this.data),
      codeNow: () => this.parts.savedText.text,
      solution: () => this.parts.hints.solutionCode,
      ask: (query, source, read) => this.session.ask(query, source, read),
      annotate: (line, sentence, source) => {
        const { files, savedText } = this.parts;
        if (source === savedText.text) files.annotate([{ line, sentence }]);
      },
      goToLine: (line) => this.parts.files.goToLine(line),
      replayOnPostgresql:
        this.onPostgresql && ((script, source) => this.onPostgresql?.replay(script, source)),
    };
  }

  private makeOnPostgresql(identifier: string): OnPostgresql {
    const { data, python } = this;
    return new OnPostgresql({
      identifier,
      codeNow: () => this.parts.savedText.text,
      filesWith: (source) => ({ files: filesToRun(data, source), main: data.file }),
      machineCode: () => python.machineCode,
      annotate: ({ line, message }, source) => {
        const { files, savedText } = this.parts;
        if (source === savedText.text) files.addAnnotation(line, message);
      },
    });
  }

  private showState(state: PythonState): void {
    this.toolbar.show(state, this.session.task);
    const again = { label: labels.retry, go: () => this.python.start() };
    if (state.name !== "failed") this.notices.clear("python");
    else if (hasWebAssembly()) this.notices.show("python", failures.failed, [again]);
    else this.notices.show("python", failures.noWebAssembly, [reload]);
    if (state.name === "outdated") this.notices.showUpdate();
  }
}
