// Starts a worker and notices when it ends by itself: closed by the code in it, or by the browser. There is
// no event for that, but a lock that the worker holds becomes free.
//
// The worker begins as a blob that imports its script, because a blob obeys the policy of the page that made
// it (code/theme/main.html). A worker that began with a file would obey the headers that came with the file,
// and GitHub Pages sends none. So whatever runs in the worker, nothing in it reaches another site.

import type { Stamped, ToPage, ToWorker } from "../protocol/messages.ts";

/** The part of a Worker that is used; a test gives a fake one. */
export interface WorkerPort<Sent = ToWorker, Heard = ToPage> {
  postMessage(message: Stamped<Sent>): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Stamped<Heard>>) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

let started = 0;
const blobs = new Map<string, string>();

/** Starts a worker that reports an error when it ends. */
export function openWorker(address: URL): Worker {
  started += 1;
  const name = `lab-worker-${Date.now()}-${Math.random().toString(36).slice(2)}-${started}`;
  const worker = new Worker(underThePolicy(address), { type: "module", name });
  worker.addEventListener("message", (event: MessageEvent<Stamped<ToPage>>) => {
    if (event.data.kind === "alive") void reportEnd(worker, name);
  });
  return worker;
}

/** The address of a blob that imports this script: one for each script, since each start needs it again. */
function underThePolicy({ href }: URL): string {
  const made = blobs.get(href);
  if (made !== undefined) return made;
  const script = new Blob([`import ${JSON.stringify(href)};`], { type: "text/javascript" });
  const address = URL.createObjectURL(script);
  blobs.set(href, address);
  return address;
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
