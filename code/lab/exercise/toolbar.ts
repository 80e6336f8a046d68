// Run, Check and Stop, and beside them the word for what Python is doing.

import type { Task } from "../protocol/messages.ts";
import type { PythonState } from "../python/client.ts";
import { button, element, setUsable } from "../shared/dom.ts";
import { onApple } from "../shared/platform.ts";
import { labels, states } from "../shared/texts.ts";

export interface ToolbarActions {
  perform(task: "run" | "check"): void;
  stop(): void;
}

export class Toolbar {
  readonly root: HTMLElement;
  /** Where quiet buttons go. */
  readonly end = element("span", { class: "lab-end" });
  private readonly run: HTMLButtonElement;
  private readonly check: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly word = element("span", { class: "lab-state", role: "status" });

  constructor(withChecks: boolean, actions: ToolbarActions) {
    const key = element("kbd", { "aria-hidden": "true" }, onApple ? "⌘ ⏎" : "Ctrl ⏎");
    this.run = button(labels.run, () => actions.perform("run"), { icon: "play", children: [key] });
    this.run.setAttribute("aria-keyshortcuts", onApple ? "Meta+Enter" : "Control+Enter");
    this.check = button(labels.check, () => actions.perform("check"), {
      icon: "check",
      look: "lab-primary",
    });
    this.stop = button(labels.stop, () => actions.stop(), { icon: "stop" });
    const buttons = withChecks ? [this.run, this.check, this.stop] : [this.run, this.stop];
    this.root = element("div", { class: "lab-toolbar" }, ...buttons, this.word, this.end);
  }

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

function wordFor(state: PythonState, waiting: Task | null): string {
  if (state.name === "running") return state.long ? states.long : states.running[state.task];
  if (state.name === "starting" && waiting !== null) return states.queued[waiting];
  return states[state.name];
}
