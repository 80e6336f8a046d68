// Starts a worker and notices when it ends by itself: closed by the code in it, or by the browser. There is
// no event for that, but a lock that the worker holds becomes free.

import type { Stamped, ToPage, ToWorker } from "../protocol/messages.ts";

/** The part of a Worker that is used; a test gives a fake one. */
export interface WorkerPort {
  postMessage(message: Stamped<ToWorker>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Stamped<ToPage>>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

let started = 0;

/** Starts a worker that reports an error when it ends. */
export function openWorker(address: URL): Worker {
  started += 1;
  const name = `lab-worker-${Date.now()}-${Math.random().toString(36).slice(2)}-${started}`;
  const worker = new Worker(address, { type: "module", name });
  worker.addEventListener("message", (event: MessageEvent<Stamped<ToPage>>) => {
    if (event.data.kind === "alive") void reportEnd(worker, name);
  });
  return worker;
}

// A worker that was terminated on purpose has no listener any more.
async function reportEnd(worker: Worker, name: string): Promise<void> {
  await navigator.locks.request(name, () => {});
  worker.dispatchEvent(new ErrorEvent("error", { message: "the worker has ended" }));
}

/** Holds the lock, in the worker, as long as the worker lives; calls back once it holds it. */
export function holdWorkerLock(held: () => void): void {
  // Missing where the site is served without encryption, and refused where a page may save nothing: then
  // only Stop ends such a worker.
  navigator.locks
    ?.request(self.name, () => {
      held();
      return new Promise(() => {});
    })
    .catch(() => {});
}
