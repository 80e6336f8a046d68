// Stand-ins for what only a browser has: its storage and its worker.

import type { Stamped, ToPage, ToWorker } from "../../code/lab/protocol/messages.ts";
import type { WorkerPort } from "../../code/lab/python/worker_port.ts";
import type { KeyValueStorage } from "../../code/lab/storage/work_storage.ts";

/** A storage that can be told to have no room left. */
export class FakeStorage implements KeyValueStorage {
  full = false;
  private readonly entries = new Map<string, string>();

  get length(): number {
    return this.entries.size;
  }
  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new DOMException("no room left", "QuotaExceededError");
    this.entries.set(key, value);
  }
  removeItem(key: string): void {
    this.entries.delete(key);
  }
}

export class FakeWorker implements WorkerPort {
  onmessage: WorkerPort["onmessage"] = null;
  onmessageerror: WorkerPort["onmessageerror"] = null;
  onerror: WorkerPort["onerror"] = null;
  readonly received: Stamped<ToWorker>[] = [];
  terminated = false;

  postMessage(message: Stamped<ToWorker>): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  says(message: ToPage, build = "this build"): void {
    this.onmessage?.({ data: { ...message, build } } as MessageEvent<Stamped<ToPage>>);
  }
  breaks(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }
  get kinds(): string[] {
    return this.received.map((message) => message.kind);
  }
}
