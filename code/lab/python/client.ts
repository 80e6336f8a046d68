// The page's client of the one worker, which outlives a page: it starts the worker, gives it one job at a
// time, stops it by terminating it, and starts it again. A check runs only in a worker in which no code of a
// learner has run, so that nothing left behind can falsify it; in a quiet moment the next such worker is
// started beside the one that was used.

import {
  accept,
  type OutputPart,
  type PythonEvent,
  type Stamped,
  stamp,
  type Task,
  type TaskRequest,
  type ToPage,
  type ToWorker,
} from "../protocol/messages.ts";
import type { WorkerPort } from "./worker_port.ts";

/** What Python is doing, as the toolbar shows it. */
export type PythonState =
  | { name: "asleep" }
  | { name: "starting" }
  | { name: "ready" }
  | { name: "running"; task: Task; long: boolean }
  | { name: "failed"; detail: string }
  | { name: "outdated" };

/** How a job ended. */
export type Ending = "finished" | "stopped" | "crashed" | "failed" | "unavailable";

/** Hears what a job prints and emits, and how it ended. */
export interface JobListener {
  output(parts: OutputPart[], cut: boolean): void;
  event(event: PythonEvent): void;
  ended(how: Ending, detail: string): void;
}

interface Job {
  number: number;
  request: TaskRequest;
  listener: JobListener;
}

/** Gives jobs to Python. */
export class PythonClient {
  state: PythonState = { name: "asleep" };
  private worker: WorkerPort | null = null;
  private compiled: WebAssembly.Module | null = null;
  private job: Job | null = null;
  private jobs = 0;
  /** Whether no code has run in the worker since it was started. */
  private unused = true;
  /** Whether what has run there said that it replaced something. */
  private spoiled = false;
  private successor: { worker: WorkerPort; ready: boolean; checks: boolean } | null = null;
  private checksWanted = false;
  private checksPrepared = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(state: PythonState) => void>();

  constructor(
    private readonly build: string,
    private readonly createWorker: () => WorkerPort,
    private readonly wasUpdated: () => Promise<boolean> = async () => false,
    private readonly pauses = { long: 10_000, prepare: 1_500 },
  ) {}

  /** Calls the listener with each new state until the returned function is called. */
  subscribe(listener: (state: PythonState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts Python, unless that has been done. */
  start(): void {
    if (this.state.name === "asleep" || this.state.name === "failed") this.renew();
  }

  /** Lets the worker load pytest when it has nothing else to do, before the first check. */
  prepareChecks(): void {
    this.checksWanted = true;
    if (this.state.name === "ready") this.rest();
  }

  /** Takes a job, which waits until Python is ready; returns false when there is one already. */
  begin(request: TaskRequest, listener: JobListener): boolean {
    if (this.job !== null || this.state.name === "outdated") return false;
    this.jobs += 1;
    this.job = { number: this.jobs, request, listener };
    if (request.task === "check" && this.state.name === "ready" && !this.unused) this.renew();
    if (this.state.name === "ready") this.dispatch(this.job);
    else this.start();
    return true;
  }

  get busy(): boolean {
    return this.job !== null;
  }

  /** The machine code of Python, once there is some, for another worker. */
  get machineCode(): WebAssembly.Module | null {
    return this.compiled;
  }

  /** Ends the job that is under way. */
  stop(): void {
    const running = this.state.name === "running";
    this.end("stopped");
    if (running) this.renew();
  }

  /** Begins the next worker, unless that has been done. */
  private raise(): void {
    if (this.successor !== null) return;
    const worker = this.createWorker();
    const checks = this.checksWanted;
    this.successor = { worker, ready: false, checks };
    worker.onmessage = (event) => this.receive(worker, event.data);
    worker.onmessageerror = () => this.lose(worker, "a message could not be read");
    worker.onerror = (event) => this.lose(worker, event.message ?? "");
    worker.postMessage(stamp(this.build, { kind: "start", compiled: this.compiled, checks }));
  }

  /** Replaces this worker by the next one, ready or not. */
  private renew(): void {
    this.raise();
    if (this.successor === null) return;
    const { worker, ready, checks } = this.successor;
    this.successor = null;
    this.discard(this.worker);
    this.worker = worker;
    this.unused = true;
    this.spoiled = false;
    this.checksPrepared = checks;
    if (ready) this.rest();
    else this.enter({ name: "starting" });
  }

  private receive(worker: WorkerPort, data: Stamped<ToPage>): void {
    const message = accept(this.build, data);
    if (message === null) this.retire();
    else if (message.kind === "compiled") this.compiled ??= message.module;
    else if (message.kind === "failed") this.lose(worker, message.detail);
    else if (message.kind === "ready") this.becomeReady(worker);
    else if (message.kind !== "alive" && message.job === this.job?.number)
      this.hear(this.job.listener, message);
  }

  private hear(listener: JobListener, message: Extract<ToPage, { job: number }>): void {
    if (message.kind === "output") listener.output(message.parts, message.cut);
    if (message.kind === "event") {
      this.spoiled ||= message.event.type === "replaced";
      listener.event(message.event);
    }
    if (message.kind === "crashed" && this.worker) this.lose(this.worker, message.detail);
    if (message.kind === "done") {
      if (this.spoiled) this.renew();
      else this.rest();
      this.end("finished");
    }
    if (message.kind === "unavailable") void this.missChecks(message.job, message.detail);
  }

  private async missChecks(job: number, detail: string): Promise<void> {
    const updated = await this.wasUpdated();
    if (this.job?.number !== job) return; // it was stopped meanwhile
    if (updated) this.retire();
    else {
      this.rest();
      this.end("unavailable", detail);
    }
  }

  private becomeReady(worker: WorkerPort): void {
    if (worker === this.successor?.worker) {
      this.successor.ready = true;
      if (this.state.name === "ready") this.renew();
      return;
    }
    this.rest();
    if (this.job !== null) this.dispatch(this.job);
  }

  // Importing pytest, or starting the next worker, takes the machine for a while, so a reader who runs
  // at once comes first.
  private rest(): void {
    if (this.successor?.ready) {
      this.renew();
      return;
    }
    this.enter({ name: "ready" });
    if (!this.checksWanted || this.checksPrepared) return;
    this.timer = setTimeout(() => this.prepare(), this.pauses.prepare);
  }

  private prepare(): void {
    if (!this.unused) this.raise();
    else {
      this.checksPrepared = true;
      this.post({ kind: "prepare_checks" });
    }
  }

  private dispatch(job: Job): void {
    const { task } = job.request;
    this.unused = false;
    this.checksPrepared = false; // the next worker has to prepare them
    this.enter({ name: "running", task, long: false });
    this.timer = setTimeout(
      () => this.enter({ name: "running", task, long: true }),
      this.pauses.long,
    );
    this.post({ kind: "task", job: job.number, ...job.request });
  }

  // A worker that breaks while it starts would break again; one that broke later is replaced.
  private lose(worker: WorkerPort, detail: string): void {
    if (worker === this.successor?.worker) {
      this.discard(worker);
      this.successor = null; // a check that needs it asks for another, and reports
    } else if (this.state.name === "starting") this.fail(detail);
    else {
      this.end("crashed", detail);
      this.renew();
    }
  }

  private fail(detail: string): void {
    this.discardAll();
    this.enter({ name: "failed", detail });
    this.end("failed", detail);
    void this.wasUpdated().then((updated) => {
      if (updated && this.state.name === "failed") this.retire();
    });
  }

  private retire(): void {
    this.discardAll();
    this.enter({ name: "outdated" });
    this.end("failed");
  }

  private discardAll(): void {
    this.discard(this.worker);
    this.discard(this.successor?.worker ?? null);
    this.worker = this.successor = null;
  }

  private discard(worker: WorkerPort | null): void {
    if (worker === null) return;
    worker.onmessage = worker.onmessageerror = worker.onerror = null;
    worker.terminate();
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
