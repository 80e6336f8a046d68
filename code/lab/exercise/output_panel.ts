// Shows what a program printed, each line in an element of its own: a long line that wraps stays
// indented, and when more comes only the new lines are laid out.

import type { OutputPart, Problem, Task } from "../protocol/messages.ts";
import { button, element } from "../shared/dom.ts";
import { labels, output } from "../shared/texts.ts";

export class OutputPanel {
  readonly root: HTMLElement;
  private readonly text = element("pre", {
    class: "lab-printed",
    tabindex: "0",
    role: "region",
    "aria-label": labels.output,
  });
  private readonly remark: HTMLElement;
  private readonly ways = element("p", { class: "lab-ways" });
  private line: HTMLElement | null = null;

  constructor(private readonly empty: string) {
    this.remark = element("p", { class: "lab-remark" }, empty);
    this.text.hidden = true;
    const heading = element("p", { class: "lab-heading", "aria-hidden": "true" }, labels.output);
    this.root = element("div", { class: "lab-output" }, heading, this.text, this.remark, this.ways);
  }

  begin(): void {
    this.text.replaceChildren();
    this.text.hidden = true;
    this.line = null;
    this.ways.replaceChildren();
    this.say("");
  }

  /** A button below what was printed. */
  offer(label: string, go: () => void): void {
    this.ways.replaceChildren(button(label, go));
  }

  add(parts: OutputPart[], cut: boolean): void {
    for (const { stream, text } of parts) this.print(stream, text);
    if (cut) this.say(output.cut);
  }

  problem({ message, text }: Problem): void {
    this.line = null;
    this.print("err", text);
    if (!text.includes(message)) this.say(message);
  }

  /** A sentence below what was printed. */
  say(sentence: string): void {
    this.remark.textContent = sentence;
  }

  /** The end of a program or of checks that printed nothing. */
  endSilently(task: Task): void {
    const isSilent = this.text.hidden && this.remark.textContent === "";
    if (isSilent) this.say(task === "run" ? output.nothing : this.empty);
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
      }
      if (piece !== "") this.line?.append(element("span", { "data-stream": stream }, piece));
      if (!isAfterLastNewline) this.line = null;
    });
    this.text.append(...made);
  }
}
