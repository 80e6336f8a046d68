// What is taken out of the worker before the learner's code runs in it: the bridge from Python to
// JavaScript, and of JavaScript whatever reaches the network or what the browser keeps for the site.
// Code that somebody shared can then read, send and change nothing. The one request that Python may still
// need, for a module of its standard library, was made before (pyodide_loader.ts).

import type { PyodideInterface } from "pyodide";
import { have } from "./interpreter.ts";

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

export function enterSandbox(pyodide: PyodideInterface): void {
  have(pyodide, "close_bridge");
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

/** Removes a property wherever on the chain of prototypes it stands. */
function remove(owner: object, name: string): void {
  for (let each: object | null = owner; each !== null; each = Object.getPrototypeOf(each))
    Reflect.deleteProperty(each, name);
}
