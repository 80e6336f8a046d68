// A row of tabs with their panels: one tab stop, arrow keys move, as in the ARIA pattern for tabs.

import { element } from "../shared/dom.ts";

/** Returns the tab that a key leads to; null when the key does not move between tabs. */
export function tabAfterKey(key: string, current: number, count: number): number | null {
  if (key === "ArrowRight") return (current + 1) % count;
  if (key === "ArrowLeft") return (current + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

/** The tabs of files above an editor. */
export class Tabs {
  readonly list: HTMLElement;
  readonly panels = element("div", { class: "lab-code" });

  constructor(
    private readonly identifier: string,
    label: string,
    private readonly onSelect: (index: number) => void,
  ) {
    this.list = element("div", { class: "lab-tabs", role: "tablist", "aria-label": label });
  }

  /** Adds a tab with a note at the end of the row; returns its panel. */
  add(name: string, note: string): HTMLElement {
    const index = this.list.childElementCount;
    const [tabId, panelId] = ["tab", "panel"].map((part) => `${this.identifier}-${part}-${index}`);
    const panel = element("div", {
      class: "lab-panel",
      role: "tabpanel",
      id: panelId ?? "",
      "aria-labelledby": tabId ?? "",
    });
    const tab = element(
      "button",
      {
        type: "button",
        class: "lab-tab",
        role: "tab",
        id: tabId ?? "",
        tabindex: "-1",
        "aria-controls": panelId ?? "",
        "aria-selected": "false",
      },
      element("code", {}, name),
      " ",
      element("small", {}, note),
    );
    tab.addEventListener("click", () => this.select(index));
    tab.addEventListener("keydown", (event) => this.follow(event, index));
    panel.hidden = true;
    this.list.append(tab);
    this.panels.append(panel);
    return panel;
  }

  /** Removes the last tab with its panel. */
  removeLast(): void {
    this.list.lastElementChild?.remove();
    this.panels.lastElementChild?.remove();
  }

  /** Shows one panel and hides the others. */
  select(chosen: number): void {
    const tabs = this.list.querySelectorAll<HTMLElement>("[role=tab]");
    for (const [index, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      if (index === chosen) this.bringIntoSight(tab);
    }
    for (const [index, panel] of [...this.panels.children].entries())
      (panel as HTMLElement).hidden = index !== chosen;
    this.onSelect(chosen);
  }

  /** Scrolls the row alone: the page stays where it is. */
  private bringIntoSight(tab: HTMLElement): void {
    const [row, place] = [this.list.getBoundingClientRect(), tab.getBoundingClientRect()];
    if (place.left < row.left) this.list.scrollLeft += place.left - row.left;
    if (place.right > row.right) this.list.scrollLeft += place.right - row.right;
  }

  private follow(event: KeyboardEvent, index: number): void {
    const next = tabAfterKey(event.key, index, this.list.childElementCount);
    if (next === null) return;
    event.preventDefault();
    this.select(next);
    (this.list.children[next] as HTMLElement).focus();
  }
}
