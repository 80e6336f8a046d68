// The workers of the page's Python: the first does the jobs, a second one may help it with a check, and the
// next one waits, or is getting ready, to be one of them. No code of a learner has run in the next one.

import { type Stamped, stamp, type ToPage, type ToWorker } from "../protocol/messages.ts";
import type { Player } from "./shared_check.ts";
import type { WorkerPort } from "./worker_port.ts";

/** A worker that was started for later. */
interface NextWorker {
  worker: WorkerPort;
  ready: boolean;
  /** Whether what a check needs came with its start. */
  checks: boolean;
}

/** Where a worker is. */
type Place = Player | "next";

/** Who hears the workers. */
export interface WorkersListener {
  message(worker: WorkerPort, data: Stamped<ToPage>): void;
  /** A worker has ended by itself. */
  lost(worker: WorkerPort, detail: string): void;
}

/** Starts workers, gives them their places, and ends them. */
export class Workers {
  next: NextWorker | null = null;
  /** The machine code of Python, once a worker has compiled it. */
  compiled: WebAssembly.Module | null = null;
  private first: WorkerPort | null = null;
  private second: WorkerPort | null = null;

  constructor(
    private readonly build: string,
    private readonly create: () => WorkerPort,
    private readonly listener: WorkersListener,
  ) {}

  /** Begins the next worker, unless that has been done. */
  raise(checks: boolean): NextWorker {
    if (this.next !== null) return this.next;
    const worker = this.create();
    worker.onmessage = (event) => this.listener.message(worker, event.data);
    worker.onmessageerror = () => this.listener.lost(worker, "a message could not be read");
    worker.onerror = (event) => this.listener.lost(worker, event.message ?? "");
    worker.postMessage(stamp(this.build, { kind: "start", compiled: this.compiled, checks }));
    this.next = { worker, ready: false, checks };
    return this.next;
  }

  /** Puts the next worker in the place of all others, ready or not. */
  renew(checks: boolean): NextWorker {
    const next = this.raise(checks);
    this.next = null;
    this.discardAll();
    this.first = next.worker;
    return next;
  }

  /** Makes the next worker the second one; returns false if it is not ready. */
  enlist(): boolean {
    if (!this.next?.ready) return false;
    this.second = this.next.worker;
    this.next = null;
    return true;
  }

  /** Which of the two a worker is that is not the next one. */
  playerIn(worker: WorkerPort): Player {
    return worker === this.second ? "second" : "first";
  }

  /** Whether there are two at work. */
  get areTwo(): boolean {
    return this.second !== null;
  }

  /** Leaves one of the two, as the first. */
  keep(player: Player): void {
    if (player === "second") [this.first, this.second] = [this.second, this.first];
    this.dismiss("second");
  }

  /** Ends a worker. */
  dismiss(place: Place): void {
    const worker = place === "next" ? this.next?.worker : this[place];
    this[place] = null;
    if (!worker) return;
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
  }

  /** Ends all workers. */
  discardAll(): void {
    for (const place of ["first", "second", "next"] as const) this.dismiss(place);
  }

  /** Sends a message to a worker, if it is there. */
  post(place: Place, message: ToWorker): void {
    const worker = place === "next" ? this.next?.worker : this[place];
    worker?.postMessage(stamp(this.build, message));
  }
}
