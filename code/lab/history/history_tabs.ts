// The tabs of a history: the history itself, be the monkey, compare; and the menu that exports it.

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

const tabNames = ["history", "monkey", "compare"] as const;

/** The name of a tab, as its id ends. */
export type TabName = (typeof tabNames)[number];

/** What the tabs ask for. */
export interface HistoryTabsActions {
  /** Shows the history, which was hidden so far. */
  reveal(): void;
  /** Goes on with another schedule in the same world. */
  branch(script: Script): void;
  /** Returns from a branch; null when this is none. */
  back: (() => void) | null;
}

/** The tabs of one history, and what is in them. */
export class HistoryTabs {
  readonly root = element("div", { class: "lab-card history-card" });
  private readonly tabs: Record<TabName, HTMLElement>;
  private readonly panels: Record<TabName, HTMLElement>;
  private readonly interactive: InteractiveTab;
  private readonly compare: CompareTab;
  private readonly end = element("span", { class: "end" });
  private wayBack: HTMLButtonElement | null = null;
  view: StepViewer | null = null;

  constructor(
    private readonly host: HistoryHost,
    private readonly subject: Subject,
    private readonly actions: HistoryTabsActions,
    private readonly id: string,
  ) {
    const { script, source, found = null } = subject;
    const searched = (found?.searched ?? "") !== "";
    this.interactive = new InteractiveTab(
      host,
      { script, source, found, searched },
      { show: (played) => actions.branch(played), giveUp: () => actions.reveal() },
    );
    this.compare = new CompareTab(host, script, source);
    this.tabs = {
      history: this.tab("history", searched ? compareWords.shortestTab : compareWords.thisTab),
      monkey: this.tab("monkey", interactiveWords.tab),
      compare: this.tab("compare", compareWords.tab),
    };
    this.panels = {
      history: this.panel("history"),
      monkey: this.panel("monkey", this.interactive.root),
      compare: this.panel("compare", this.compare.root),
    };
    const list = element("div", { class: "history-tabs", role: "tablist" });
    list.append(...Object.values(this.tabs));
    const bar = element("div", { class: "tab-bar" }, list, this.end);
    this.root.append(bar, ...Object.values(this.panels));
  }

  /** Fills the panel of the history. */
  show(trace: Trace): void {
    const { file, exercise } = this.host;
    const { script, source } = this.subject;
    this.view = new StepViewer(
      trace,
      { id: this.id, file, source },
      {
        branch: (actions) => this.actions.branch({ ...script, schedule: actions.join(" ") }),
      },
    );
    const parts: HTMLElement[] = [this.view.root];
    const { back } = this.actions;
    if (back !== null) {
      const said = element("span", {}, alternativesWords.branch);
      this.wayBack = button(alternativesWords.back, back);
      parts.unshift(element("p", { class: "row branch" }, said, this.wayBack));
    }
    this.panels.history.replaceChildren(...parts);
    this.end.replaceChildren(makeExportMenu(this.id, { exercise, file, trace, source }));
  }

  /** Focuses the step at which the history opens; who came by key sees what has the focus. */
  focusStep(byKey: boolean): void {
    const step = this.panels.history.querySelector<HTMLElement>("[aria-current=step]");
    step?.focus({ preventScroll: !byKey });
  }

  /** Focuses the button that leads back from a branch, so that a reader sees at once that it is one. */
  showWayBack(): void {
    this.wayBack?.scrollIntoView({ block: "nearest" });
    this.wayBack?.focus({ preventScroll: true });
  }

  /** Shows one tab. */
  select(name: TabName): void {
    if (name === "history" && this.view === null) {
      this.actions.reveal();
      return;
    }
    for (const each of tabNames) {
      this.tabs[each].setAttribute("aria-selected", String(each === name));
      this.tabs[each].tabIndex = each === name ? 0 : -1;
      this.panels[each].hidden = each !== name;
    }
    if (name === "monkey") void this.interactive.refresh();
    if (name === "compare") void this.compare.refresh();
  }

  private tab(name: TabName, label: string): HTMLElement {
    const id = `${this.id}-${name}`;
    const attributes = { type: "button", class: "lab-tab", role: "tab", id };
    const made = element("button", { ...attributes, "aria-controls": `${id}-panel` }, label);
    made.addEventListener("click", () => this.select(name));
    made.addEventListener("keydown", (event) => {
      const current = tabNames.indexOf(name);
      const next = tabNames[tabAfterKey(event.key, current, tabNames.length) ?? -1];
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.select(next);
      this.tabs[next].focus();
    });
    return made;
  }

  private panel(name: TabName, ...children: HTMLElement[]): HTMLElement {
    const id = `${this.id}-${name}`;
    const attributes = { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id };
    const made = element("div", { ...attributes, class: "history-panel" }, ...children);
    made.hidden = true;
    return made;
  }
}
