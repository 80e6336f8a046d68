// The page's client of a database: a worker for each run, since nothing of a program may stay for the next.
// What the first one has loaded and made, before any program ran, is kept for the others.

import { accept, type Stamped, stamp } from "../../protocol/messages.ts";
import type {
  DatabaseEvent,
  DatabaseTask,
  FromDatabase,
  KeptDatabase,
  ToDatabase,
} from "../../protocol/on_postgresql.ts";
import type { WorkerPort } from "../worker_port.ts";

/** How a run on PostgreSQL ended; outdated is what the site was updated under. */
export type DatabaseEnding = "finished" | "stopped" | "crashed" | "failed" | "outdated";

/** Hears how a run on PostgreSQL goes on. */
export interface DatabaseListener {
  /** So many bytes of PostgreSQL have come so far; null where none has to come. */
  loading(bytes: number | null): void;
  /** PostgreSQL and Python have started, and the program begins. */
  playing(): void;
  event(event: DatabaseEvent): void;
  ended(how: DatabaseEnding, detail: string): void;
}

interface Run {
  worker: WorkerPort<ToDatabase, FromDatabase>;
  listener: DatabaseListener;
  task: DatabaseTask;
  bytes: number;
  isPlaying: boolean;
}

/** Runs a program on PostgreSQL, one at a time. */
export class DatabaseClient {
  private kept: KeptDatabase | null = null;
  private run: Run | null = null;

  constructor(
    private readonly build: string,
    private readonly createWorker: () => WorkerPort<ToDatabase, FromDatabase>,
    private readonly wasUpdated: () => Promise<boolean>,
  ) {}

  /** Begins; what is under way is stopped. */
  play(task: DatabaseTask, compiled: WebAssembly.Module | null, listener: DatabaseListener): void {
    this.stop();
    const worker = this.createWorker();
    this.run = { worker, listener, task, bytes: 0, isPlaying: false };
    worker.onmessage = (event) => this.receive(event.data);
    worker.onmessageerror = () => this.lose("a message could not be read");
    worker.onerror = (event) => this.lose(event.message ?? "");
    listener.loading(this.kept === null ? 0 : null);
    this.post({ kind: "start", compiled, kept: this.kept });
  }

  /** Ends what is under way, at once. */
  stop(): void {
    this.end("stopped");
  }

  private receive(data: Stamped<FromDatabase>): void {
    const message = accept(this.build, data);
    if (this.run === null) return;
    const { listener, task } = this.run;
    if (message === null) this.end("outdated");
    else if (message.kind === "loaded") {
      this.run.bytes += message.bytes;
      listener.loading(this.run.bytes);
    } else if (message.kind === "kept") this.kept = message.database;
    else if (message.kind === "ready") {
      this.run.isPlaying = true;
      listener.playing();
      this.post({ kind: "play", ...task });
    } else if (message.kind === "event") listener.event(message.event);
    else if (message.kind === "done") this.end("finished");
    else if (message.kind === "crashed") this.end("crashed", message.detail);
    else if (message.kind === "failed") void this.fail(message.detail);
  }

  private lose(detail: string): void {
    if (this.run?.isPlaying) this.end("crashed", detail);
    else void this.fail(detail);
  }

  /** A part could not be loaded: perhaps because a newer site has taken its place. */
  private async fail(detail: string): Promise<void> {
    const { run } = this;
    const updated = await this.wasUpdated();
    if (run !== this.run) return; // it was stopped meanwhile
    this.end(updated ? "outdated" : "failed", detail);
  }

  private end(how: DatabaseEnding, detail = ""): void {
    const { run } = this;
    if (run === null) return;
    this.run = null;
    run.worker.onmessage = run.worker.onmessageerror = run.worker.onerror = null;
    run.worker.terminate();
    run.listener.ended(how, detail);
  }

  private post(message: ToDatabase): void {
    this.run?.worker.postMessage(stamp(this.build, message));
  }
}
