// The toolbar: Run, Check and Stop, other buttons at its end, and a word for what Python is doing.

import type { Task } from "../protocol/messages.ts";
import type { PythonState } from "../python/client.ts";
import { button, element, setUsable } from "../shared/dom.ts";
import { onApple } from "../shared/platform.ts";
import { labels, states } from "./texts.ts";

/** What the buttons do. */
export interface ToolbarActions {
  perform(task: "run" | "check"): void;
  stop(): void;
}

/** The toolbar of one editor. */
export class Toolbar {
  readonly root: HTMLElement;
  /** The place for other buttons. */
  readonly end = element("span", { class: "lab-end" });
  private readonly run: HTMLButtonElement;
  private readonly check: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly word = element("span", { class: "lab-state", role: "status" });

  constructor(withChecks: boolean, actions: ToolbarActions) {
    this.run = button(labels.run, () => actions.perform("run"), {
      icon: "play",
      children: [key(onApple ? "⌘ ⏎" : "Ctrl ⏎")],
    });
    this.run.setAttribute("aria-keyshortcuts", onApple ? "Meta+Enter" : "Control+Enter");
    this.check = button(labels.check, () => actions.perform("check"), {
      icon: "check",
      look: "lab-primary",
      children: [key(onApple ? "⌘ ⇧ ⏎" : "Ctrl ⇧ ⏎")],
    });
    this.check.setAttribute(
      "aria-keyshortcuts",
      onApple ? "Meta+Shift+Enter" : "Control+Shift+Enter",
    );
    this.stop = button(labels.stop, () => actions.stop(), { icon: "stop" });
    const buttons = withChecks ? [this.run, this.check, this.stop] : [this.run, this.stop];
    this.root = element("div", { class: "lab-toolbar" }, ...buttons, this.word, this.end);
  }

  /** Shows the state of Python; `waiting` is the task that this editor waits for. */
  show(state: PythonState, waiting: Task | null): void {
    const busy = waiting !== null || state.name === "running";
    setUsable(this.run, !busy && state.name !== "outdated");
    setUsable(this.check, !busy && state.name !== "outdated");
    setUsable(this.stop, busy);
    const word = wordFor(state, waiting);
    if (this.word.textContent !== word) this.word.textContent = word;
    this.word.dataset.state = state.name;
  }
}

function key(names: string): HTMLElement {
  return element("kbd", { "aria-hidden": "true" }, names);
}

function wordFor(state: PythonState, waiting: Task | null): string {
  if (state.name === "running") return state.long ? states.long : states.running[state.task];
  if (state.name === "starting" && waiting !== null) return states.queued[waiting];
  return states[state.name];
}
