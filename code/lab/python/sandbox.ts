// The sandbox for the learner's code: before it runs, the worker loses the bridge from Python to JavaScript
// and everything that reaches the network or the site's storage. So code that somebody shared can read, send
// and change nothing. The one request that Python may still need, for its standard library, was prepared
// before (pyodide_loader.ts).

import type { PyodideInterface } from "pyodide";
import { callSetUp } from "./interpreter.ts";

const reaching = [
  "caches",
  "cookieStore",
  "indexedDB",
  "fetch",
  "fetchLater",
  "importScripts",
  "BroadcastChannel",
  "EventSource",
  "SharedWorker",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "Worker",
  "XMLHttpRequest",
  "XMLHttpRequestUpload",
];
const reachingOfNavigator = ["locks", "sendBeacon", "serviceWorker", "storage", "storageBuckets"];

const mostMemoryBytes = 2 ** 30; // a phone's browser would give up the whole page not far beyond
const pageBytes = 2 ** 16;

/** Removes all that code could do harm with; there is no way back. */
export function enterSandbox(pyodide: PyodideInterface): void {
  callSetUp(pyodide, "close_bridge");
  for (const name of ["js", "pyodide_js"]) pyodide.unregisterJsModule(name);
  for (const name of reaching) remove(globalThis, name);
  for (const name of reachingOfNavigator) remove(navigator, name);
  limitMemory();
}

/** Beyond the limit a program gets a MemoryError, as from any machine. */
function limitMemory(): void {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > mostMemoryBytes)
      throw new RangeError("a program here has no more than 1 GB of memory");
    return grow.call(this, pages);
  };
}

/** Removes a property from an object and all its prototypes. */
function remove(owner: object, name: string): void {
  for (let each: object | null = owner; each !== null; each = Object.getPrototypeOf(each))
    Reflect.deleteProperty(each, name);
}
