// A check that two workers share: each is given one row at a time, the first worker from the first row on,
// the second from the last. Once no other row is left, a worker plays the one that the other is at, so that
// nobody waits for a worker that is slow or gone. What is heard of it all is as from one worker.

import type { PythonEvent, TaskRequest } from "../protocol/messages.ts";

/** Who plays: the worker that is there from the beginning, or the one that joins it. */
export type Player = "first" | "second";

type EventOf<Type extends PythonEvent["type"]> = Extract<PythonEvent, { type: Type }>;

type Tell = (event: PythonEvent) => void;
/** Gives a worker its next row; null if none is left. */
type Give = (player: Player, row: string | null) => void;

/** Begins a check that two workers share; null for a task that has nothing to share. */
export type ShareCheck = (request: TaskRequest, tell: Tell, give: Give) => SharedCheck | null;

export const shareCheck: ShareCheck = (request, tell, give) =>
  canBeShared(request) ? new SharedCheck(tell, give) : null;

/** Whether a check has rows to share: a design has no tests, and an idea has one. */
export function canBeShared({ task, files }: TaskRequest): boolean {
  const sources = Object.entries(files).filter(([name]) => name.startsWith("test_"));
  const tests = sources.flatMap(([, source]) => source.match(/^def test_/gm) ?? []);
  return task === "check" && tests.length > 1;
}

/** Gives the rows to the workers, and tells what comes of them in the sequence of the file. */
export class SharedCheck {
  /** Who had the last word, once all is told; this worker has nothing left to do. */
  endedBy: Player | null = null;
  /** The names of all rows, once the first worker has collected them. */
  private rows: string[] | null = null;
  private readonly done = new Map<string, EventOf<"row">>();
  /** How many rows of the file, from the first one on, have been told. */
  private told = 0;
  /** The workers that are still there, with the rows that each was given. */
  private readonly given = new Map<Player, string[]>([["first", []]]);
  private secondWaits = false;
  private readonly began: number;

  constructor(
    private readonly tell: Tell,
    private readonly give: Give,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.began = now();
  }

  /** Lets a second worker take part. */
  join(): void {
    this.given.set("second", []);
  }

  /** Takes what Python emits in a worker. */
  hear(player: Player, event: PythonEvent): void {
    if (event.type === "row") this.take(event);
    else if (event.type === "progress") this.pass(player, event);
    else if (player === "first") this.tell(event);
    if (event.type === "collected" && player === "first") this.begin(event);
  }

  /** Gives its next row to a worker that is free; null if none is left. */
  asked(player: Player): void {
    this.secondWaits = this.rows === null;
    if (this.rows === null) return;
    const row = this.nextFor(player, this.rows);
    if (row === null) this.leave(player, this.rows);
    else this.given.get(player)?.push(row);
    this.give(player, row);
  }

  /** Does without a worker that has ended; returns false if no other one can bring the check to its end. */
  lose(player: Player): boolean {
    this.given.delete(player);
    if (this.endedBy !== null) return this.endedBy !== player;
    return this.given.has("first") || (this.rows !== null && this.given.size > 0);
  }

  /** Tells the rows that still waited for those before them: the check has been stopped. */
  tellTheRest(): void {
    for (const name of this.rows?.slice(this.told) ?? []) this.tellRow(name);
    this.told = this.rows?.length ?? 0;
  }

  private begin({ rows }: EventOf<"collected">): void {
    this.rows = rows.map(({ name }) => name);
    if (this.secondWaits) this.asked("second");
  }

  private take(row: EventOf<"row">): void {
    if (this.done.has(row.name) || !this.rows?.includes(row.name)) return;
    this.done.set(row.name, row);
    while (this.tellRow(this.rows[this.told])) this.told += 1;
  }

  private tellRow(name: string | undefined): boolean {
    const row = name === undefined ? undefined : this.done.get(name);
    if (row) this.tell(row);
    return row !== undefined;
  }

  // Of a row that both are at, only one is heard: its numbers would go up and down.
  private pass(player: Player, event: EventOf<"progress">): void {
    const isOfFirst = this.given.get("first")?.at(-1) === event.name;
    if (!this.done.has(event.name) && (player === "first" || !isOfFirst)) this.tell(event);
  }

  private nextFor(player: Player, rows: string[]): string | null {
    const given = this.given.get(player) ?? [];
    const open = rows.filter((name) => !this.done.has(name) && !given.includes(name));
    return open.at(player === "first" ? 0 : -1) ?? null;
  }

  private leave(player: Player, rows: string[]): void {
    this.given.delete(player);
    if (this.endedBy !== null) return;
    const isWhole = rows.length > 0 || player === "first"; // who says why nothing was collected
    if (this.given.size > 0 && !(isWhole && this.done.size === rows.length)) return;
    this.endedBy = player;
    this.tellTheRest();
    this.tell({
      type: "finished",
      verdict: this.verdict,
      seconds: (this.now() - this.began) / 1000,
    });
  }

  /** What all rows come to, by the rule of the library's `Report`. */
  private get verdict(): EventOf<"finished">["verdict"] {
    const verdicts = new Set([...this.done.values()].map((row) => row.verdict));
    if (verdicts.size === 0) return "error";
    verdicts.delete("holds");
    if (verdicts.size === 0) return "pass";
    verdicts.delete("unknown");
    return verdicts.size === 0 ? "unknown" : "fail";
  }
}
