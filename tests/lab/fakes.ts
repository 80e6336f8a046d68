// Stand-ins for what only a browser has: its storage and its worker.

import type { Stamped, ToPage, ToWorker } from "../../code/lab/protocol/messages.ts";
import type { WorkerPort } from "../../code/lab/python/worker_port.ts";
import type { KeyValueStorage } from "../../code/lab/storage/key_value.ts";

/** A storage that can be set to have no room left. */
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

export class FakeWorker<Sent extends { kind: string } = ToWorker, Heard = ToPage>
  implements WorkerPort<Sent, Heard>
{
  onmessage: WorkerPort<Sent, Heard>["onmessage"] = null;
  onmessageerror: WorkerPort["onmessageerror"] = null;
  onerror: WorkerPort["onerror"] = null;
  readonly received: Stamped<Sent>[] = [];
  terminated = false;

  postMessage(message: Stamped<Sent>): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  says(message: Heard, build = "this build"): void {
    this.onmessage?.({ data: { ...message, build } } as MessageEvent<Stamped<Heard>>);
  }
  breaks(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }
  get kinds(): string[] {
    return this.received.map((message) => message.kind);
  }
}
