// The panel with what a program printed, each line in an element of its own: a long line that wraps stays
// indented, and when more comes only the new lines are laid out.

import type { OutputPart, Problem, Task } from "../protocol/messages.ts";
import { button, element } from "../shared/dom.ts";
import { labels, outputWords as texts } from "./texts.ts";

/** The output of one editor. */
export class OutputPanel {
  readonly root: HTMLElement;
  private readonly text = element("pre", {
    class: "lab-printed",
    tabindex: "0",
    role: "region",
    "aria-label": labels.output,
  });
  private readonly remark: HTMLElement;
  private readonly offers = element("p", { class: "lab-ways" });
  /** Heard and not seen: how a run ended. */
  private readonly ending = element("p", { class: "lab-heard", role: "status" });
  private line: HTMLElement | null = null;
  private lines = 0;
  private error = "";

  constructor(private readonly empty: string) {
    this.remark = element("p", { class: "lab-remark" }, empty);
    this.text.hidden = true;
    const heading = element("p", { class: "lab-heading", "aria-hidden": "true" }, labels.output);
    this.root = element(
      "div",
      { class: "lab-output" },
      heading,
      this.text,
      this.remark,
      this.offers,
      this.ending,
    );
  }

  /** Removes what was printed before. */
  begin(): void {
    this.text.replaceChildren();
    this.text.hidden = true;
    this.line = null;
    this.lines = 0;
    this.error = "";
    this.ending.textContent = "";
    this.offers.replaceChildren();
    this.say("");
  }

  /** Shows a button below what was printed. */
  offer(label: string, go: () => void): void {
    this.offers.replaceChildren(button(label, go));
  }

  /** Adds what was printed. */
  add(parts: OutputPart[], cut: boolean): void {
    for (const { stream, text } of parts) this.print(stream, text);
    if (cut) this.say(texts.cut);
  }

  /** Shows an error. */
  problem({ message, text }: Problem): void {
    this.line = null;
    this.error = message;
    this.print("err", text);
    if (!text.includes(message)) this.say(message);
  }

  /** Shows a sentence below what was printed. */
  say(sentence: string): void {
    this.remark.textContent = sentence;
  }

  /** Says that a program printed nothing, if so, and lets readers who do not see it hear how it ended. */
  finish(task: Task): void {
    const isSilent = this.text.hidden && this.remark.textContent === "";
    if (isSilent) this.say(task === "run" ? texts.nothing : this.empty);
    if (task === "run") this.announce(texts.ended(this.lines, this.error));
  }

  /** Lets readers who do not see it hear how a run ended. */
  announce(sentence: string): void {
    this.ending.textContent = sentence;
  }

  private print(stream: OutputPart["stream"], text: string): void {
    if (text === "") return;
    this.text.hidden = false;
    const pieces = text.split("\n");
    const made: HTMLElement[] = [];
    pieces.forEach((piece, index) => {
      const isAfterLastNewline = index === pieces.length - 1;
      if (this.line === null && (piece !== "" || !isAfterLastNewline)) {
        this.line = element("span", { class: "lab-line" });
        made.push(this.line);
        this.lines += 1;
      }
      if (piece !== "") this.line?.append(element("span", { "data-stream": stream }, piece));
      if (!isAfterLastNewline) this.line = null;
    });
    this.text.append(...made);
  }
}
