// Shows what a program printed. Lines go into blocks of limited length, so that the browser lays out
// only the last one again when more comes.

import { element } from "./elements.ts";
import type { OutputPart, Problem, Task } from "./protocol.ts";
import { labels, output } from "./texts.ts";

const blockLines = 200;

export class OutputPane {
  readonly root: HTMLElement;
  private readonly text = element("pre", {
    class: "lab-printed",
    tabindex: "0",
    role: "region",
    "aria-label": labels.output,
  });
  private readonly remark: HTMLElement;
  private block: HTMLElement | null = null;
  private linesInBlock = 0;

  constructor(private readonly empty: string) {
    this.remark = element("p", { class: "lab-remark" }, empty);
    this.text.hidden = true;
    const heading = element("p", { class: "lab-heading", "aria-hidden": "true" }, labels.output);
    this.root = element("div", { class: "lab-output" }, heading, this.text, this.remark);
  }

  begin(): void {
    this.text.replaceChildren();
    this.text.hidden = true;
    this.block = null;
    this.say("");
  }

  add(parts: OutputPart[], cut: boolean): void {
    for (const { stream, text } of parts) this.print(stream, text);
    if (cut) this.say(output.cut);
  }

  problem({ message, text }: Problem): void {
    this.block = null;
    this.print("err", text.includes(message) ? text : `${text.trimEnd()}\n${message}`.trimStart());
  }

  /** A sentence below what was printed. */
  say(sentence: string): void {
    this.remark.textContent = sentence;
  }

  /** The end of a program or of checks that printed nothing. */
  endSilently(task: Task): void {
    if (this.text.hidden) this.say(task === "run" ? output.nothing : this.empty);
  }

  private print(stream: OutputPart["stream"], text: string): void {
    if (text === "") return;
    this.text.hidden = false;
    if (this.block === null) this.openBlock();
    const last = this.block?.lastChild;
    if (last instanceof HTMLElement && last.dataset.stream === stream) last.append(text);
    else this.block?.append(element("span", { "data-stream": stream }, text));
    this.linesInBlock += text.split("\n").length - 1;
    if (this.linesInBlock >= blockLines && text.endsWith("\n")) this.block = null;
  }

  private openBlock(): void {
    this.block = element("div");
    this.linesInBlock = 0;
    this.text.append(this.block);
  }
}
