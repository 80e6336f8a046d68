// The sandbox for the learner's code, so that code that somebody shared can read, send and change nothing of
// the reader's. Before it runs, all ways from Python to JavaScript are shut (javascript_gate.ts), Python's
// own files can only be read (files.ts), and the worker loses whatever reaches the network or the site's
// storage. The one request that Python may still need, for its standard library, was prepared before
// (pyodide_loader.ts). If a way were left, the policy that the worker starts with would still let nobody
// make JavaScript out of a text or reach another site (worker_port.ts).

import { type EventChannel, openEventChannel } from "./event_channel.ts";
import { protectFiles } from "./files.ts";
import { callSetUp, type Interpreter } from "./interpreter.ts";

const reaching = [
  "caches",
  "cookieStore",
  "indexedDB",
  "fetch",
  "fetchLater",
  "importScripts",
  "BroadcastChannel",
  "EventSource",
  "RTCPeerConnection",
  "SharedWorker",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "Worker",
  "XMLHttpRequest",
  "XMLHttpRequestUpload",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemSyncURL",
  "webkitResolveLocalFileSystemURL",
];
const reachingOfNavigator = ["locks", "sendBeacon", "serviceWorker", "storage", "storageBuckets"];

const mostMemoryBytes = 2 ** 30; // a phone's browser would give up the whole page not far beyond
const pageBytes = 2 ** 16;

/** Removes all that code could do harm with, for good; returns the one way out that is left. */
export function enterSandbox({ pyodide, shutGate }: Interpreter): EventChannel {
  const channel = openEventChannel(pyodide);
  for (const name of ["js", "pyodide_js"]) pyodide.unregisterJsModule(name);
  callSetUp(pyodide, "close_bridge");
  protectFiles(pyodide.FS);
  shutGate();
  for (const name of reaching) remove(globalThis, name);
  for (const name of reachingOfNavigator) remove(navigator, name);
  limitMemory();
  return channel;
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
