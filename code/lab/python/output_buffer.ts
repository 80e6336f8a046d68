// Collects what a program prints, in the worker: sent at once as long as it is little, batched by
// time when it is much, so that a fast loop does not flood the page, and capped, so that an endless
// one does not fill it.

import type { OutputPart } from "../protocol/messages.ts";

export const maximumLines = 10_000;
export const maximumCharacters = 250_000;
export const batchMilliseconds = 50;
export const burstBatches = 100;

export class OutputBuffer {
  private parts: OutputPart[] = [];
  private lines = 0;
  private characters = 0;
  private cut = false;
  private allowance = burstBatches;
  private countedAt: number;

  constructor(
    private readonly send: (parts: OutputPart[], cut: boolean) => void,
    private readonly now: () => number,
  ) {
    this.countedAt = now();
  }

  /** Takes what was printed. The worker is blocked while Python runs, so the clock is asked here. */
  add(stream: OutputPart["stream"], text: string): void {
    if (this.cut) return;
    const kept = this.withinLimit(text);
    this.append(stream, kept);
    this.cut = kept.length < text.length;
    if (this.cut || this.mayBeSent()) this.flush();
  }

  flush(): void {
    if (this.parts.length === 0) return;
    this.send(this.parts, this.cut);
    this.parts = [];
    this.allowance -= 1;
  }

  // The last line before a long calculation must be seen, so a few batches may go without waiting.
  private mayBeSent(): boolean {
    const elapsed = this.now() - this.countedAt;
    this.countedAt += elapsed;
    this.allowance = Math.min(burstBatches, this.allowance + elapsed / batchMilliseconds);
    return this.allowance >= 1;
  }

  private append(stream: OutputPart["stream"], text: string): void {
    const last = this.parts.at(-1);
    if (last?.stream === stream) last.text += text;
    else this.parts.push({ stream, text });
  }

  private withinLimit(text: string): string {
    let end = 0;
    const room = Math.min(text.length, maximumCharacters - this.characters);
    while (end < room && this.lines < maximumLines) {
      const newline = text.indexOf("\n", end);
      if (newline < 0 || newline >= room) end = room;
      else {
        end = newline + 1;
        this.lines += 1;
      }
    }
    this.characters += end;
    return text.slice(0, end);
  }
}
