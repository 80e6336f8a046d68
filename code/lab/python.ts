// The page's side of the one worker, which lives on across pages: starts it, gives it one job at a
// time, stops it by terminating it, and starts it again.

import {
  accept,
  type OutputPart,
  type PythonEvent,
  type Request,
  type Stamped,
  stamp,
  type Task,
  type ToPage,
  type ToWorker,
} from "./protocol.ts";

export type PythonState =
  | { name: "asleep" }
  | { name: "starting" }
  | { name: "ready" }
  | { name: "running"; task: Task; long: boolean }
  | { name: "failed"; detail: string }
  | { name: "outdated" };

export type Ending = "finished" | "stopped" | "crashed" | "failed" | "unavailable";

export interface JobListener {
  output(parts: OutputPart[], cut: boolean): void;
  event(event: PythonEvent): void;
  ended(how: Ending, detail: string): void;
}

/** What of a Worker is used; a test gives a fake one. */
export interface WorkerPort {
  postMessage(message: Stamped<ToWorker>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Stamped<ToPage>>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Job {
  number: number;
  request: Request;
  listener: JobListener;
}

export class Python {
  state: PythonState = { name: "asleep" };
  private worker: WorkerPort | null = null;
  private compiled: WebAssembly.Module | null = null;
  private job: Job | null = null;
  private jobs = 0;
  private checksWanted = false;
  private checksPrepared = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(state: PythonState) => void>();

  constructor(
    private readonly build: string,
    private readonly createWorker: () => WorkerPort,
    private readonly pauses = { long: 10_000, prepare: 1_500 },
  ) {}

  /** Calls the listener with each new state until the returned function is called. */
  subscribe(listener: (state: PythonState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (this.state.name === "asleep" || this.state.name === "failed") this.spawn();
  }

  /** Lets the worker load pytest when it has nothing else to do, before the first check. */
  prepareChecks(): void {
    this.checksWanted = true;
    if (this.state.name === "ready") this.rest();
  }

  /** Takes the job, or returns false when another one is under way. It waits until Python is ready. */
  begin(request: Request, listener: JobListener): boolean {
    if (this.job !== null || this.state.name === "outdated") return false;
    this.jobs += 1;
    this.job = { number: this.jobs, request, listener };
    if (this.state.name === "ready") this.dispatch(this.job);
    else this.start();
    return true;
  }

  get busy(): boolean {
    return this.job !== null;
  }

  stop(): void {
    const running = this.state.name === "running";
    this.end("stopped");
    if (running) this.spawn();
  }

  private spawn(): void {
    this.discardWorker();
    this.checksPrepared = this.checksWanted;
    const worker = this.createWorker();
    this.worker = worker;
    worker.onmessage = (event) => this.receive(event.data);
    worker.onmessageerror = () => this.break("a message could not be read");
    worker.onerror = (event) => this.break(event.message ?? "");
    this.enter({ name: "starting" });
    this.post({ kind: "start", compiled: this.compiled, checks: this.checksWanted });
  }

  private receive(data: Stamped<ToPage>): void {
    const message = accept(this.build, data);
    if (message === null) this.retire();
    else if (message.kind === "compiled") this.compiled = message.module;
    else if (message.kind === "ready") this.becomeReady();
    else if (message.kind === "failed") this.fail(message.detail);
    else if (message.job === this.job?.number) this.hear(this.job.listener, message);
  }

  private hear(listener: JobListener, message: Extract<ToPage, { job: number }>): void {
    if (message.kind === "output") listener.output(message.parts, message.cut);
    if (message.kind === "event") listener.event(message.event);
    if (message.kind === "crashed") this.break(message.detail);
    if (message.kind === "done") {
      this.rest();
      this.end("finished");
    }
    if (message.kind === "unavailable") {
      this.rest();
      this.end("unavailable", message.detail);
    }
  }

  private becomeReady(): void {
    this.rest();
    if (this.job !== null) this.dispatch(this.job);
  }

  // Importing pytest keeps the worker busy for a while, so a reader who runs at once comes first.
  private rest(): void {
    this.enter({ name: "ready" });
    if (!this.checksWanted || this.checksPrepared) return;
    this.timer = setTimeout(() => {
      this.checksPrepared = true;
      this.post({ kind: "prepare_checks" });
    }, this.pauses.prepare);
  }

  private dispatch(job: Job): void {
    const { task } = job.request;
    this.enter({ name: "running", task, long: false });
    this.timer = setTimeout(
      () => this.enter({ name: "running", task, long: true }),
      this.pauses.long,
    );
    this.post({ kind: "task", job: job.number, ...job.request });
  }

  // A worker that breaks while it starts would break again; one that broke in a job is replaced.
  private break(detail: string): void {
    if (this.state.name === "starting") this.fail(detail);
    else {
      this.end("crashed", detail);
      this.spawn();
    }
  }

  private fail(detail: string): void {
    this.discardWorker();
    this.enter({ name: "failed", detail });
    this.end("failed", detail);
  }

  private retire(): void {
    this.discardWorker();
    this.enter({ name: "outdated" });
    this.end("failed");
  }

  private discardWorker(): void {
    if (this.worker === null) return;
    this.worker.onmessage = this.worker.onmessageerror = this.worker.onerror = null;
    this.worker.terminate();
    this.worker = null;
  }

  private end(how: Ending, detail = ""): void {
    const job = this.job;
    this.job = null;
    job?.listener.ended(how, detail);
  }

  private enter(state: PythonState): void {
    clearTimeout(this.timer);
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(stamp(this.build, message));
  }
}
