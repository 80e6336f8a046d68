// What a run on PostgreSQL shows: how far it is, its steps, and its end. It is the entry of a chunk of its own,
// which is loaded when the first run begins.

import type { DatabaseEvent, RealEnd, RealStep, ShownTable } from "../../protocol/on_postgresql.ts";
import { DatabaseClient, type DatabaseEnding } from "../../python/database/client.ts";
import { openWorker } from "../../python/worker_port.ts";
import { build, postgresql } from "../../shared/build_constants.ts";
import { wasUpdated } from "../../shared/deployment.ts";
import { button, element } from "../../shared/dom.ts";
import { Notices } from "../../ui/notices.ts";
import { keepDatabaseOffline } from "../offline/keep_database.ts";
import type { PostgresqlHost, Wanted } from "./host.ts";
import { stepItem } from "./steps.ts";
import { plainTable } from "./tables.ts";
import { stepWords, tableWords, databaseWords as texts } from "./texts.ts";

/** One for all panels, so that no page has two databases at a time. */
const database = new DatabaseClient(
  build,
  () => openWorker(new URL(`database_worker.js?build=${build}`, import.meta.url)),
  wasUpdated,
);

/** Shows one run on PostgreSQL at a time. */
export class DatabasePanel {
  readonly root: HTMLElement;
  private readonly heading: HTMLElement;
  private readonly state = element("span", { class: "state", role: "status" });
  private readonly halt = button(texts.stop, () => database.stop(), { icon: "stop" });
  private readonly bar = element("progress", { "aria-label": texts.loading });
  private readonly loaded = element("span");
  private readonly progress = element("p", { class: "progress" }, this.bar, this.loaded);
  private readonly age = element("p", { class: "age" });
  private readonly notices = new Notices();
  private readonly inside = element("div");
  private wanted: Wanted | null = null;
  private isRunning = false;
  private tables: ShownTable[] = [];
  private shown: ShownRun = new ShownRun();

  constructor(private readonly host: PostgresqlHost) {
    const id = `${host.identifier}-postgresql`;
    this.heading = element("h2", { id, tabindex: "-1" }, texts.title);
    const head = element("div", { class: "head" }, this.heading, this.halt, this.state);
    const parts = [head, this.progress, this.age, this.notices.root, this.inside];
    this.root = element("section", { class: "lab-card", "aria-labelledby": id }, ...parts);
  }

  /** Begins a run; what is under way is stopped. */
  play(wanted: Wanted): void {
    database.stop();
    this.wanted = wanted;
    this.isRunning = true;
    this.shown = new ShownRun();
    this.tables = [];
    this.notices.clear("update");
    this.inside.replaceChildren();
    this.codeChanged(this.host.codeNow());
    this.halt.hidden = false;
    const { source, script } = wanted;
    const task = { ...this.host.filesWith(source), script };
    database.play(task, this.host.machineCode(), {
      loading: (bytes) => this.showLoading(bytes),
      playing: () => this.showState(texts.playing),
      event: (event) => this.take(event, source),
      ended: (how, detail) => this.ended(how, detail),
    });
    if (script !== null) {
      this.heading.focus({ preventScroll: true });
      this.root.scrollIntoView({ block: "start" });
    }
  }

  /** Ends what this panel runs. */
  stop(): void {
    if (this.isRunning) database.stop();
  }

  /** Says whether the code has changed since it ran. */
  codeChanged(code: string): void {
    const changed = this.wanted !== null && code !== this.wanted.source;
    this.age.hidden = !changed;
    this.age.textContent = changed ? texts.codeChanged : "";
  }

  private showLoading(bytes: number | null): void {
    const isThere = bytes === null || bytes >= postgresql.bytes;
    this.showState(isThere ? texts.starting : texts.loading);
    this.progress.hidden = isThere;
    this.bar.max = postgresql.bytes;
    this.bar.value = bytes ?? 0;
    this.loaded.textContent = texts.loaded(bytes ?? 0, postgresql.bytes);
  }

  private showState(said: string): void {
    this.progress.hidden = true;
    if (this.state.textContent !== said) this.state.textContent = said;
  }

  private take(event: DatabaseEvent, source: string): void {
    if (event.type === "tables") this.begin(event.tables);
    if (event.type === "step") this.addStep(event.step);
    if (event.type === "end") this.addEnd(event.end);
    if (event.type === "untold") this.shown.said = event.message;
    if (event.type === "replaced") this.shown.said = `${this.shown.said} ${event.message}`.trim();
    if (event.type === "problem") {
      this.shown.said = texts.problem(event.message);
      this.inside.append(element("pre", { class: "problem", tabindex: "0" }, event.text));
      this.host.annotate(event, source);
    }
  }

  private begin(tables: ShownTable[]): void {
    const isRun = this.wanted?.script === null;
    this.tables = tables;
    this.shown = new ShownRun();
    this.inside.replaceChildren(
      element("p", { class: "what" }, isRun ? texts.ofRun : texts.ofHistory, this.shown.fold),
      folded(tableWords.before, tables.map(plainTable)),
      this.shown.list,
    );
  }

  private addStep(step: RealStep): void {
    this.shown.list.append(stepItem(step, this.tables));
    this.shown.steps = step.number;
    const changed = new Map(step.tables.map((table) => [table.name, table]));
    this.tables = this.tables.map((table) => changed.get(table.name) ?? table);
  }

  private addEnd({ differs, wrong, told, notes }: RealEnd): void {
    const { steps } = this.shown;
    const said = [differs === "" ? texts.same(steps) : texts.differs(differs)];
    if (differs === "") said.push(wrong === "" ? texts.right : texts.wrong(wrong));
    this.shown.said = said.join(" ");
    for (const note of notes) this.inside.append(element("p", { class: "note" }, note));
    this.inside.append(group(tableWords.after, this.tables.map(plainTable)));
    if (told === null) return;
    const query = element("pre", { class: "sql", tabindex: "0" }, element("code", {}, told.sql));
    query.setAttribute("aria-label", stepWords.sql);
    this.inside.append(group(tableWords.told, [query, plainTable({ ...told, name: "" })]));
  }

  private ended(how: DatabaseEnding, detail: string): void {
    this.isRunning = false;
    if (document.activeElement === this.halt) this.heading.focus();
    this.halt.hidden = true;
    this.showState(how === "finished" ? this.shown.said : texts.endings[how]);
    if (how === "outdated") this.notices.showUpdate();
    if (how === "finished") keepDatabaseOffline();
    if (detail !== "") console.warn(detail);
  }
}

/** What has been shown of a run so far. */
class ShownRun {
  readonly list = element("ol", { class: "steps", "aria-label": stepWords.list });
  readonly fold = button(texts.openAll, () => this.openAll(), { look: "lab-quiet" });
  steps = 0;
  /** The sentence about it as a whole. */
  said = "";

  private openAll(): void {
    const all = [...this.list.querySelectorAll("details")];
    const open = !all.every((each) => each.open);
    for (const each of all) each.open = open;
    this.fold.textContent = open ? texts.closeAll : texts.openAll;
  }
}

function group(title: string, parts: HTMLElement[]): HTMLElement {
  return element("div", { class: "group" }, element("h3", {}, title), ...parts);
}

function folded(title: string, parts: HTMLElement[]): HTMLElement {
  return element("details", { class: "group" }, element("summary", {}, title), ...parts);
}
