// The lab's side of “What happened”: keeps which history is shown, and loads the rest when the first one
// is to be told.

import type { CheckedRow, RunScript, Script } from "../protocol/messages.ts";
import { build } from "../shared/build_constants.ts";
import { button, element } from "../shared/dom.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { histories as texts } from "../shared/texts.ts";
import type { HistoryPanel } from "./history_panel.ts";
import type { HistoryHost, Subject } from "./host.ts";

/** To name what is wrong and offer to tell it; to tell it all; to tell the steps and no more. */
export type HistoryDisplay = "offer" | "tell" | "sketch";

export class HistoryLoader {
  readonly root = element("div", { class: "lab-histories" });
  private part: Promise<HistoryPanel> | null = null;

  constructor(private readonly lab: HistoryHost) {}

  /** Tells the history of a row that does not hold, or names what is wrong. */
  showRow(row: CheckedRow, source: string, how: HistoryDisplay): void {
    const { history: found, title, verdict } = row;
    if (found === null) return;
    const { script } = found;
    const about = { title: texts.ofCheck(title), script, source, verdict, found };
    const subject: Subject = { kind: "check", ...about };
    if (how === "tell") this.tell(subject);
    else void this.load((part) => (how === "offer" ? part.offer(subject) : part.sketch(subject)));
  }

  showRun(played: RunScript, source: string): void {
    const world = {
      messages: [],
      consumers: 2,
      leftovers: "any",
      marks: "",
      most_faults: 0,
    } as const;
    const script: Script = { ...world, messages: [], ...played };
    this.tell({ kind: "run", title: texts.ofRun, script, source });
  }

  private tell(subject: Subject): void {
    void this.load((part) => {
      part.root.querySelector("h2")?.focus({ preventScroll: true });
      part.root.scrollIntoView({ block: "start" });
      part.unfold();
      return part.tell(subject);
    });
  }

  /** What was told is for older code, and goes away. */
  clear(): void {
    this.part = null;
    this.root.replaceChildren();
  }

  codeChanged(code: string): void {
    void this.part?.then((part) => part.codeChanged(code));
  }

  /** Tells a history that came with a link, on this code. */
  showLinked(script: Script, source: string): void {
    this.tell({ kind: "link", title: texts.ofLink, script, source });
  }

  private async load(use: (part: HistoryPanel) => void | Promise<void>): Promise<void> {
    try {
      this.part ??= this.begin();
      await use(await this.part);
    } catch (error) {
      this.part = null;
      const again = button(texts.retry, () => void this.load(use));
      const sentence = element("p", { role: "status" }, texts.failed);
      this.root.replaceChildren(element("div", { class: "lab-notice" }, sentence, again));
      console.warn(String(error));
    }
  }

  private async begin(): Promise<HistoryPanel> {
    const [{ HistoryPanel }] = await Promise.all([
      lazyImport(() => import("./history_panel.ts")),
      loadStyles(),
    ]);
    const part = new HistoryPanel(this.lab);
    this.root.replaceChildren(part.root);
    return part;
  }
}

let styles: Promise<void> | null = null;

function loadStyles(): Promise<void> {
  styles ??= new Promise((resolve, reject) => {
    const address = new URL(`history/history.css?build=${build}`, import.meta.url).href;
    const link = element("link", { rel: "stylesheet", href: address });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      styles = null; // so that it is asked for again
      reject(new Error(`${address} could not be loaded`));
    });
    document.body.append(link); // Material empties <head> on the way to the next page
  });
  return styles;
}
