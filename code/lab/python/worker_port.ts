// Starts a worker and notices when it ends by itself: closed by the code in it, or by the browser. No
// event tells of that, but a lock that the worker holds is free again.

import type { Stamped, ToPage, ToWorker } from "../protocol/messages.ts";

/** What of a Worker is used; a test gives a fake one. */
export interface WorkerPort {
  postMessage(message: Stamped<ToWorker>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Stamped<ToPage>>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

let started = 0;

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

/** The worker's side: takes the lock for as long as the worker lives, then tells so. */
export function holdWorkerLock(tell: () => void): void {
  // Missing where the site is served without encryption: then only Stop ends such a worker.
  void navigator.locks?.request(self.name, () => {
    tell();
    return new Promise(() => {});
  });
}
