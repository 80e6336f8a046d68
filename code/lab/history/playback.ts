// Where in a history the reader stands. Every part of the picture follows it; nothing moves by itself.

import type { Moment, Trace } from "../protocol/trace.ts";

export class Playback {
  readonly moments: readonly Moment[];
  at: number;
  private readonly followers: ((moment: Moment, focus: boolean) => void)[] = [];

  constructor(readonly trace: Trace) {
    this.moments = trace.moments;
    this.at = trace.point_of_no_return ?? this.moments.length;
  }

  get moment(): Moment | undefined {
    return this.moments[this.at - 1];
  }

  get before(): Moment | undefined {
    return this.moments[this.at - 2];
  }

  /** The follower is told of the step at once, and of every later one. */
  follow(follower: (moment: Moment, focus: boolean) => void): void {
    this.followers.push(follower);
    if (this.moment !== undefined) follower(this.moment, false);
  }

  go(number: number, focus = false): void {
    this.at = Math.max(1, Math.min(this.moments.length, number));
    for (const follower of this.followers) if (this.moment) follower(this.moment, focus);
  }

  goToNextFault(): void {
    const faults = this.moments.filter((moment) => moment.fault);
    const next = faults.find((moment) => moment.number > this.at) ?? faults[0];
    if (next !== undefined) this.go(next.number, true);
  }

  goToPointOfNoReturn(): void {
    const turn = this.trace.point_of_no_return;
    if (turn !== null) this.go(turn, true);
  }

  /** Does what a key stands for; false if it stands for nothing. */
  press(key: string): boolean {
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.go(this.at + 1, true),
      j: () => this.go(this.at + 1, true),
      ArrowUp: () => this.go(this.at - 1, true),
      k: () => this.go(this.at - 1, true),
      Home: () => this.go(1, true),
      End: () => this.go(this.moments.length, true),
      n: () => this.goToNextFault(),
      d: () => this.goToPointOfNoReturn(),
    };
    moves[key]?.();
    return key in moves;
  }
}
