// The history with its tabs: the shortest one, be the monkey, compare; and the menu to give it away.

import type { Script } from "../protocol/messages.ts";
import type { Trace } from "../protocol/trace.ts";
import { button, element } from "../shared/dom.ts";
import { tabAfterKey } from "../ui/tabs.ts";
import { CompareTab } from "./compare_tab.ts";
import { makeExportMenu } from "./export_menu.ts";
import type { HistoryHost, Subject } from "./host.ts";
import { InteractiveTab } from "./interactive_tab.ts";
import { StepViewer } from "./step_viewer.ts";
import { alternativesWords, compareWords, interactiveWords } from "./texts.ts";

export type TabName = "history" | "monkey" | "compare";

export interface HistoryTabsActions {
  /** Shows the history, which was hidden so far. */
  reveal(): void;
  /** Goes on with another schedule in the same world. */
  branch(script: Script): void;
  /** Comes back from a branch; null when this is none. */
  back: (() => void) | null;
}

export class HistoryTabs {
  readonly root = element("div", { class: "lab-card history-card" });
  private readonly tabs: Record<TabName, HTMLElement>;
  private readonly panels: Record<TabName, HTMLElement>;
  private readonly monkey: InteractiveTab;
  private readonly compare: CompareTab;
  private readonly end = element("span", { class: "end" });
  private wayBack: HTMLButtonElement | null = null;
  view: StepViewer | null = null;

  constructor(
    private readonly lab: HistoryHost,
    private readonly subject: Subject,
    private readonly actions: HistoryTabsActions,
    private readonly id: string,
  ) {
    const searched = (subject.found?.searched ?? "") !== "";
    const { script, source } = subject;
    this.monkey = new InteractiveTab(
      lab,
      script,
      source,
      { found: subject.found ?? null, searched },
      {
        show: (played) => actions.branch(played),
        giveUp: () => actions.reveal(),
      },
    );
    this.compare = new CompareTab(lab, script, source);
    const names: [TabName, string][] = [
      ["history", searched ? compareWords.shortestTab : compareWords.thisTab],
      ["monkey", interactiveWords.tab],
      ["compare", compareWords.tab],
    ];
    const made = names.map(([name, label]) => [name, this.tab(name, label)] as const);
    this.tabs = Object.fromEntries(made) as Record<TabName, HTMLElement>;
    const panels = names.map(([name]) => [name, this.panel(name)] as const);
    this.panels = Object.fromEntries(panels) as Record<TabName, HTMLElement>;
    const list = element("div", { class: "history-tabs", role: "tablist" });
    list.append(...Object.values(this.tabs));
    this.panels.monkey.append(this.monkey.root);
    this.panels.compare.append(this.compare.root);
    const bar = element("div", { class: "tab-bar" }, list, this.end);
    this.root.append(bar, ...Object.values(this.panels));
  }

  /** Fills the history's panel. */
  tell(trace: Trace): void {
    const { file } = this.lab;
    const context = { id: this.id, file, source: this.subject.source };
    const script = (actions: string[]): Script => ({
      ...this.subject.script,
      schedule: actions.join(" "),
    });
    this.view = new StepViewer(trace, context, {
      branch: (actions) => this.actions.branch(script(actions)),
    });
    const parts: HTMLElement[] = [this.view.root];
    const { back } = this.actions;
    if (back !== null) {
      const said = element("span", {}, alternativesWords.branch);
      this.wayBack = button(alternativesWords.back, back);
      parts.unshift(element("p", { class: "row branch" }, said, this.wayBack));
    }
    this.panels.history.replaceChildren(...parts);
    this.end.replaceChildren(
      makeExportMenu(this.id, { exercise: this.lab.exercise, trace, source: this.subject.source }),
    );
  }

  /** Goes to the step at which the history opens, and leaves in sight what is in sight. */
  focusStep(): void {
    const step = this.panels.history.querySelector<HTMLElement>("[aria-current=step]");
    step?.focus({ preventScroll: true });
  }

  /** Goes to the way back, since what opened this branch is gone; a reader sees at once that it is one. */
  showWayBack(): void {
    this.wayBack?.scrollIntoView({ block: "nearest" });
    this.wayBack?.focus({ preventScroll: true });
  }

  select(name: TabName): void {
    if (name === "history" && this.view === null) {
      this.actions.reveal();
      return;
    }
    for (const each of Object.keys(this.tabs) as TabName[]) {
      this.tabs[each].setAttribute("aria-selected", String(each === name));
      this.tabs[each].tabIndex = each === name ? 0 : -1;
      this.panels[each].hidden = each !== name;
    }
    if (name === "monkey") void this.monkey.refresh();
    if (name === "compare") void this.compare.refresh();
  }

  private tab(name: TabName, label: string): HTMLElement {
    const id = `${this.id}-${name}`;
    const attributes = { type: "button", class: "lab-tab", role: "tab", id };
    const made = element("button", { ...attributes, "aria-controls": `${id}-panel` }, label);
    made.addEventListener("click", () => this.select(name));
    made.addEventListener("keydown", (event) => {
      const all = Object.keys(this.tabs) as TabName[];
      const next = all[tabAfterKey(event.key, all.indexOf(name), all.length) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.select(next);
      this.tabs[next].focus();
    });
    return made;
  }

  private panel(name: TabName): HTMLElement {
    const id = `${this.id}-${name}`;
    const attributes = { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id };
    const made = element("div", { ...attributes, class: "history-panel" });
    made.hidden = true;
    return made;
  }
}
