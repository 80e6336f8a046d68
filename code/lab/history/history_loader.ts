// Loads what shows a history when the first one is to be shown, and passes on which one that is.

import type { CheckedRow, RunScript, Script } from "../protocol/messages.ts";
import { element } from "../shared/dom.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { loadStyles } from "../shared/load_styles.ts";
import { missingPart } from "../ui/notices.ts";
import type { HistoryPanel } from "./history_panel.ts";
import type { HistoryHost, Subject } from "./host.ts";
import { loaderWords as texts } from "./loader_texts.ts";

/** How much of a history to show: what is wrong and an offer; everything; or the steps in short. */
export type HistoryDisplay = "offer" | "full" | "sketch";

/** The place below an editor in which its histories are shown. */
export class HistoryLoader {
  readonly root = element("div", { class: "lab-histories" });
  private panel: Promise<HistoryPanel> | null = null;

  constructor(private readonly host: HistoryHost) {}

  /** Shows the history of a row that does not hold. */
  showRow(row: CheckedRow, source: string, display: HistoryDisplay): void {
    const { history: found, title, verdict } = row;
    if (found === null) return;
    const { script } = found;
    const about = { title: texts.ofCheck(title), script, source, verdict, found };
    const subject: Subject = { kind: "check", ...about };
    if (display === "full") this.show(subject);
    else
      void this.load((panel) =>
        display === "offer" ? panel.offer(subject) : panel.sketch(subject),
      );
  }

  /** Shows the history of a run, in the world of a run without a choice. */
  showRun(played: RunScript, source: string): void {
    const script: Script = { consumers: 2, leftovers: "any", ...played };
    this.show({ kind: "run", title: texts.ofRun, script, source });
  }

  /** Shows a history that came with a link, on this code. */
  showLinked(script: Script, source: string): void {
    this.show({ kind: "link", title: texts.ofLink, script, source });
  }

  /** Removes what is shown, since it is about older code. */
  clear(): void {
    this.panel = null;
    this.root.replaceChildren();
  }

  /** Says beside a history whether the code has changed since. */
  codeChanged(code: string): void {
    void this.panel?.then((panel) => panel.codeChanged(code));
  }

  private show(subject: Subject): void {
    void this.load((panel) => {
      panel.root.querySelector("h2")?.focus({ preventScroll: true });
      panel.root.scrollIntoView({ block: "start" });
      panel.unfold();
      return panel.show(subject);
    });
  }

  private async load(use: (panel: HistoryPanel) => void | Promise<void>): Promise<void> {
    try {
      this.panel ??= this.begin();
      await use(await this.panel);
    } catch (error) {
      this.panel = null;
      console.warn(String(error));
      const again = { label: texts.retry, go: () => void this.load(use) };
      this.root.replaceChildren(await missingPart(texts.failed, [again]));
    }
  }

  private async begin(): Promise<HistoryPanel> {
    const [{ HistoryPanel }] = await Promise.all([
      lazyImport(() => import("./history_panel.ts")),
      loadStyles("history/history.css"),
    ]);
    const panel = new HistoryPanel(this.host);
    this.root.replaceChildren(panel.root);
    return panel;
  }
}
