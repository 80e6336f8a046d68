// The row of files above the editor: one tab stop, arrow keys move, as the ARIA pattern for tabs has it.

import { element } from "./elements.ts";
import type { CourseFile } from "./page_data.ts";
import { labels, roleWords } from "./texts.ts";

export interface Tabs {
  list: HTMLElement;
  panels: HTMLElement[];
  select(index: number): void;
}

/** Which tab a key leads to; null when the key is not one of the tabs'. */
export function tabAfterKey(key: string, current: number, count: number): number | null {
  if (key === "ArrowRight") return (current + 1) % count;
  if (key === "ArrowLeft") return (current + count - 1) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

export function makeTabs(
  files: CourseFile[],
  identifier: string,
  onSelect: (index: number) => void,
): Tabs {
  const tabs = files.map((file, index) =>
    element(
      "button",
      {
        type: "button",
        class: "lab-tab",
        role: "tab",
        id: `${identifier}-tab-${index}`,
        "aria-controls": `${identifier}-panel-${index}`,
      },
      element("code", {}, file.name),
      " ",
      element("small", {}, roleWords[file.role]),
    ),
  );
  const panels = files.map((_, index) =>
    element("div", {
      class: "lab-panel",
      role: "tabpanel",
      id: `${identifier}-panel-${index}`,
      "aria-labelledby": `${identifier}-tab-${index}`,
    }),
  );
  const select = (chosen: number): void => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== chosen;
    });
    onSelect(chosen);
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => select(index));
    tab.addEventListener("keydown", (event) => {
      const next = tabAfterKey(event.key, index, tabs.length);
      if (next === null) return;
      event.preventDefault();
      select(next);
      tabs[next]?.focus();
    });
  });
  const list = element("div", { class: "lab-tabs", role: "tablist", "aria-label": labels.files });
  list.append(...tabs);
  return { list, panels, select };
}
