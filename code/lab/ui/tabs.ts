// The row of files above the editor: one tab stop, arrow keys move, as the ARIA pattern for tabs has it.

import type { CourseFile } from "../protocol/page_data.ts";
import { element } from "../shared/dom.ts";
import { labels, roleWords } from "../shared/texts.ts";

/** Which tab a key leads to; null when the key is not one of the tabs'. */
export function tabAfterKey(key: string, current: number, count: number): number | null {
  if (key === "ArrowRight") return (current + 1) % count;
  if (key === "ArrowLeft") return (current + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

export class Tabs {
  readonly list = element("div", {
    class: "lab-tabs",
    role: "tablist",
    "aria-label": labels.files,
  });
  readonly panels = element("div", { class: "lab-code" });

  constructor(
    private readonly identifier: string,
    private readonly onSelect: (index: number) => void,
  ) {}

  /** Adds a file at the end of the row; returns its panel. */
  add(file: CourseFile): HTMLElement {
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
      element("code", {}, file.name),
      " ",
      element("small", {}, roleWords[file.role]),
    );
    tab.addEventListener("click", () => this.select(index));
    tab.addEventListener("keydown", (event) => this.follow(event, index));
    panel.hidden = true;
    this.list.append(tab);
    this.panels.append(panel);
    return panel;
  }

  removeLast(): void {
    this.list.lastElementChild?.remove();
    this.panels.lastElementChild?.remove();
  }

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
