// The page's client of Python, which outlives a page: it starts a worker, gives it one job at a time, stops it
// by terminating it, and starts it again. A check runs only in a worker in which no code of a learner has run,
// so that nothing left behind can falsify it; in a quiet moment the next such worker is started beside the one
// that was used. Where there is a core for it, the next one is always there, and plays some rows of a check.
// Before the first check it rehearses some: machine code becomes fast by being run, and all workers share it.

import {
  accept,
  type OutputPart,
  type PythonEvent,
  type Stamped,
  type Task,
  type TaskRequest,
  type ToPage,
} from "../protocol/messages.ts";
import type { Player, ShareCheck, SharedCheck } from "./shared_check.ts";
import type { WorkerPort } from "./worker_port.ts";
import { Workers } from "./workers.ts";

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
  /** Of a check that two workers share, from its beginning on. */
  shared: SharedCheck | null;
}

type OfJob = Extract<ToPage, { job: number }>;

/** Gives jobs to Python. */
export class PythonClient {
  state: PythonState = { name: "asleep" };
  /** How two workers share a check; set by pages that can check, so that others need not load it. */
  shareCheck: ShareCheck | null = null;
  /** Checks of the course's own programs, to be rehearsed; set by pages that have some. */
  rehearsal: readonly TaskRequest[] = [];
  private readonly workers: Workers;
  private job: Job | null = null;
  private jobs = 0;
  /** Whether no code has run in the worker since it was started. */
  private unused = true;
  /** Whether what has run there said that it replaced something. */
  private spoiled = false;
  private checksWanted = false;
  private checksPrepared = false;
  /** Whether a check has been rehearsed, or has been there. */
  private checksRehearsed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<(state: PythonState) => void>();

  constructor(
    private readonly build: string,
    createWorker: () => WorkerPort,
    private readonly wasUpdated: () => Promise<boolean> = async () => false,
    /** Whether a second worker may help with checks. */
    private sharesChecks = false,
    private readonly pauses = { long: 10_000, prepare: 1_500 },
  ) {
    this.workers = new Workers(build, createWorker, {
      message: (worker, data) => this.receive(worker, data),
      lost: (worker, detail) => this.lose(worker, detail),
    });
  }

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
    this.job = { number: this.jobs, request, listener, shared: null };
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
    return this.workers.compiled;
  }

  /** Ends the job that is under way. */
  stop(): void {
    const running = this.state.name === "running";
    this.end("stopped");
    if (running) this.renew();
  }

  /** Replaces what there is by the next worker, ready or not. */
  private renew(): void {
    const { ready, checks } = this.workers.renew(this.checksWanted);
    this.unused = true;
    this.spoiled = false;
    this.checksPrepared = checks;
    if (ready) this.rest();
    else this.enter({ name: "starting" });
  }

  private receive(worker: WorkerPort, data: Stamped<ToPage>): void {
    const message = accept(this.build, data);
    if (message === null) this.retire();
    else if (message.kind === "compiled") this.workers.compiled ??= message.module;
    else if (message.kind === "failed") this.lose(worker, message.detail);
    else if (message.kind === "ready") this.becomeReady(worker);
    else if (message.kind !== "alive" && message.job === this.job?.number)
      this.hear(worker, this.job, message);
  }

  private hear(worker: WorkerPort, job: Job, message: OfJob): void {
    const { listener, shared } = job;
    const player = this.workers.playerIn(worker);
    switch (message.kind) {
      case "output":
        if (player === "first") listener.output(message.parts, message.cut);
        break;
      case "event":
        this.spoiled ||= message.event.type === "replaced";
        if (shared === null) listener.event(message.event);
        else shared.hear(player, message.event);
        break;
      case "free":
        shared?.asked(player);
        break;
      case "done":
        if (shared === null || shared.endedBy === player) this.finish(player);
        break;
      case "unavailable":
        if (player === "first") void this.missChecks(message.job, message.detail);
        else this.lose(worker, message.detail);
        break;
      case "crashed":
        this.lose(worker, message.detail);
    }
  }

  /** Ends a job with the worker that has nothing left to do; another one may be anywhere in a row. */
  private finish(player: Player): void {
    this.workers.keep(player);
    if (this.spoiled) this.renew();
    else this.rest();
    this.end("finished");
  }

  private async missChecks(job: number, detail: string): Promise<void> {
    const updated = await this.wasUpdated();
    if (this.job?.number !== job) return; // it was stopped meanwhile
    if (updated) this.retire();
    else {
      this.workers.keep("first");
      this.rest();
      this.end("unavailable", detail);
    }
  }

  private becomeReady(worker: WorkerPort): void {
    const { next } = this.workers;
    if (worker === next?.worker) {
      next.ready = true;
      if (this.state.name === "ready" && !this.unused) this.renew();
      else this.askForHelp();
      this.rehearse();
      return;
    }
    this.rest();
    if (this.job !== null) this.dispatch(this.job);
  }

  // Importing pytest, or starting the next worker, takes the machine for a while, so a reader who runs
  // at once comes first.
  private rest(): void {
    if (this.workers.next?.ready && !this.unused) {
      this.renew();
      return;
    }
    this.enter({ name: "ready" });
    this.prepareLater();
  }

  private prepareLater(): void {
    if (!this.checksWanted || this.missing === null) return;
    this.timer = setTimeout(() => this.prepare(), this.pauses.prepare);
  }

  private prepare(): void {
    if (this.missing === "next") this.workers.raise(this.checksWanted);
    else {
      this.checksPrepared = true;
      this.workers.post("first", { kind: "prepare_checks" });
      this.prepareLater();
    }
  }

  /** What the next check would have to wait for. */
  private get missing(): "pytest" | "next" | null {
    if (this.unused && !this.checksPrepared) return "pytest";
    const needsNext = !this.unused || this.sharesChecks;
    return needsNext && this.workers.next === null ? "next" : null;
  }

  private rehearse(): void {
    if (this.rehearsal.length === 0 || this.checksRehearsed || !this.workers.next?.ready) return;
    this.checksRehearsed = true;
    this.workers.post("next", { kind: "rehearse", checks: this.rehearsal });
  }

  private dispatch(job: Job): void {
    const { task } = job.request;
    this.checksRehearsed ||= task === "check";
    if (this.sharesChecks) job.shared = this.share(job);
    this.unused = false;
    this.checksPrepared = false; // the next worker has to prepare them
    this.enter({ name: "running", task, long: false });
    this.timer = setTimeout(
      () => this.enter({ name: "running", task, long: true }),
      this.pauses.long,
    );
    this.postTask("first", job);
    this.askForHelp();
  }

  private share({ request, listener }: Job): SharedCheck | null {
    if (this.shareCheck === null) return null;
    return this.shareCheck(
      request,
      (event) => listener.event(event),
      (player, row) => this.workers.post(player, { kind: "play", row }),
    );
  }

  /** Lets the next worker join a check that is under way; one that is not ready yet does so later. */
  private askForHelp(): void {
    const { job } = this;
    if (!job?.shared || job.shared.endedBy !== null || !this.sharesChecks) return;
    this.workers.raise(this.checksWanted);
    if (!this.workers.enlist()) return;
    job.shared.join();
    this.postTask("second", job);
  }

  private postTask(player: Player, { number, request, shared }: Job): void {
    const inTurns = shared !== null;
    this.workers.post(player, { kind: "task", job: number, inTurns, ...request });
  }

  // A worker that breaks while it starts would break again; one that broke later is replaced. Of two that
  // share a check one can do without the other; the memory may not be enough for two.
  private lose(worker: WorkerPort, detail: string): void {
    const shared = this.job?.shared;
    const player = this.workers.playerIn(worker);
    if (shared && this.workers.areTwo) this.sharesChecks = false;
    if (worker === this.workers.next?.worker)
      this.workers.dismiss("next"); // a check that needs it asks for another, and reports
    else if (this.state.name === "starting") this.fail(detail);
    else if (shared?.lose(player)) this.workers.dismiss(player);
    else {
      this.end(shared?.endedBy ? "finished" : "crashed", detail);
      this.renew();
    }
  }

  private fail(detail: string): void {
    this.workers.discardAll();
    this.enter({ name: "failed", detail });
    this.end("failed", detail);
    void this.wasUpdated().then((updated) => {
      if (updated && this.state.name === "failed") this.retire();
    });
  }

  private retire(): void {
    this.workers.discardAll();
    this.enter({ name: "outdated" });
    this.end("failed");
  }

  private end(how: Ending, detail = ""): void {
    const job = this.job;
    this.job = null;
    job?.shared?.tellTheRest();
    job?.listener.ended(how, detail);
  }

  private enter(state: PythonState): void {
    clearTimeout(this.timer);
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }
}
