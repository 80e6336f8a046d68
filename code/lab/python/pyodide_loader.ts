// Loads Pyodide: fetches its files in parallel and starts it with them. All that is used beyond its
// documented options is here: alone, it would fetch and compile its WebAssembly module in each worker; and it
// can start from a memory (`_loadSnapshot`), which has to fit as it is.

import type { PyodideInterface } from "pyodide";
import { placeGate } from "./javascript_gate.ts";
import type { Snapshot } from "./memory_snapshot.ts";
import environment from "./python_environment.json" with { type: "json" };

type LoadPyodide = typeof import("pyodide").loadPyodide;
type Options = NonNullable<Parameters<LoadPyodide>[0]>;

/** What of the WebAssembly module's exports is used. */
interface Exports {
  memory: WebAssembly.Memory;
  __stack_low: WebAssembly.Global<"i32">;
  __heap_base: WebAssembly.Global<"i32">;
  /** With 0, where the heap ends. */
  sbrk(bytes: 0): number;
  _PyRuntime: WebAssembly.Global<"i32">;
  _PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: WebAssembly.Global<"i32">;
}

/** Their names: a build looks whether a newer Pyodide still has them. */
export const exportsOfSnapshots = [
  "memory",
  "__stack_low",
  "__heap_base",
  "sbrk",
  "_PyRuntime",
  "_PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET",
] as const satisfies (keyof Exports)[];

/** The files of Pyodide, while they are fetched. */
export interface Runtime {
  /** The address of the folder that it came from. */
  folder: string;
  module: Promise<WebAssembly.Module>;
  loadPyodide: Promise<LoadPyodide>;
  /** Which packages there are, as JSON. */
  lock: Promise<string>;
}

/** A Python that has been started, and what shuts its ways to JavaScript. */
export interface Started {
  pyodide: PyodideInterface;
  shutGate(): void;
}

/** Begins to fetch all that a start needs; the module is compiled only if nobody has done so before. */
export function openRuntime(folder: string, compiled: WebAssembly.Module | null): Runtime {
  const script = import(`${folder}pyodide.mjs`) as Promise<typeof import("pyodide")>;
  import(`${folder}pyodide.asm.mjs`).catch(() => {}); // Pyodide asks for it again, and then says why
  const module = compiled ? Promise.resolve(compiled) : fetchModule(`${folder}pyodide.asm.wasm`);
  const lock = fetchText(`${folder}pyodide-lock.json`);
  for (const part of [module, lock]) part.catch(() => {}); // reported where it is waited for
  return { folder, module, loadPyodide: script.then(({ loadPyodide }) => loadPyodide), lock };
}

// A browser compiles while it loads only what is called WebAssembly; a proxy may call it something else.
async function fetchModule(address: string): Promise<WebAssembly.Module> {
  const response = await fetchFile(address);
  if (response.headers.get("content-type") === "application/wasm")
    return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function fetchText(address: string): Promise<string> {
  return (await fetchFile(address)).text();
}

async function fetchFile(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** Starts Python from its files alone. */
export async function startPlainly(runtime: Runtime): Promise<Started> {
  const loadPyodide = await runtime.loadPyodide;
  const options = { ...(await optionsFor(runtime)), packages: ["consistent-messaging"] };
  return handingOver(
    runtime,
    () => {},
    [],
    () => loadPyodide(options),
  );
}

/** Starts Python from a snapshot and those of what came after it: from one at least. */
export async function startFromSnapshots(
  runtime: Runtime,
  snapshots: Snapshot[],
): Promise<Started> {
  const loadPyodide = await runtime.loadPyodide;
  const { bytesBefore } = snapshots[0] as Snapshot;
  const { memoryBytes, preface } = snapshots.at(-1) as Snapshot;
  let exports: Exports;
  let before: Uint8Array;
  const made = (instance: WebAssembly.Instance): void => {
    exports = instance.exports as unknown as Exports;
    grow(exports.memory, memoryBytes);
    before = new Uint8Array(exports.memory.buffer).slice(0, bytesBefore);
  };
  const restore = (): void => {
    const { memory, __stack_low, __heap_base, sbrk } = exports;
    const place = placeOfTrampoline(exports);
    const view = new DataView(memory.buffer);
    const trampoline = view.getInt32(place, true);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(before);
    bytes.fill(0, bytesBefore, __stack_low.value); // between them is the stack, which is empty
    bytes.fill(0, __heap_base.value, sbrk(0));
    for (const snapshot of snapshots) snapshot.apply(memory.buffer);
    view.setInt32(place, trampoline, true);
  };
  const options: Options = {
    ...(await optionsFor(runtime)),
    _loadSnapshot: inPlaceOf(preface, restore),
  };
  const library = options.stdLibURL as string;
  const started = await handingOver(runtime, made, [library], () => loadPyodide(options));
  fetchWhenOpened(started.pyodide, library);
  return started;
}

async function optionsFor({ folder, lock }: Runtime): Promise<Options> {
  return {
    indexURL: folder,
    lockFileContents: await lock,
    packageBaseUrl: folder,
    stdLibURL: `${folder}python_stdlib.zip`,
    env: { ...environment },
  };
}

// A memory cannot grow once Pyodide looks at it: it is made large enough before.
function grow(memory: WebAssembly.Memory, bytes: number): void {
  const page = 65_536;
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
}

// Pyodide would copy a memory that follows the preface over its own. It finds none there, and what it
// asks for it with puts ours in place.
function inPlaceOf(preface: Uint8Array, restore: () => void): Uint8Array {
  const whole = Uint8Array.from(preface);
  const subarray = whole.subarray.bind(whole);
  whole.subarray = (start, end) => {
    if (start === whole.length) restore();
    return subarray(start, end);
  };
  return whole;
}

// Here Python looks for the function that calls others; which one is up to this browser, not to the
// snapshot.
function placeOfTrampoline(exports: Exports): number {
  const offset = exports._PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET.value;
  return exports._PyRuntime.value + new DataView(exports.memory.buffer).getInt32(offset, true);
}

// While Pyodide loads, it is given the module that is compiled already, and nothing in place of what
// it need not fetch. It only logs a module that cannot be had, and then waits for ever.
async function handingOver(
  { folder, module }: Runtime,
  made: (instance: WebAssembly.Instance) => void,
  unneeded: string[],
  load: () => Promise<PyodideInterface>,
): Promise<Started> {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  let shutGate = (): void => {
    throw new Error("Pyodide has started in a way in which no gate was placed");
  };
  const broken = new Promise<never>((_, reject) => {
    WebAssembly.instantiateStreaming = async (_source, imports) => {
      try {
        const compiled = await module;
        shutGate = placeGate(imports?.env ?? {});
        const instance = await WebAssembly.instantiate(compiled, imports);
        made(instance);
        return { module: compiled, instance };
      } catch (error) {
        reject(error);
        throw error;
      }
    };
  });
  globalThis.fetch = (input, init) => {
    const address = String(input instanceof Request ? input.url : input);
    const isAtHand = address === `${folder}pyodide.asm.wasm` || unneeded.includes(address);
    return isAtHand ? Promise.resolve(new Response()) : fetch(input, init);
  };
  try {
    const pyodide = await Promise.race([load(), broken]);
    return { pyodide, shutGate };
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

// Python knows from the snapshot what is in its library, and opens it for what was not imported yet.
function fetchWhenOpened({ FS }: PyodideInterface, address: string): void {
  const inputOutputError = 29;
  const request = new XMLHttpRequest(); // made now: once a learner's code has run there is none
  const path = `/lib/${FS.readdir("/lib").find((name: string) => name.endsWith(".zip"))}`;
  const { node } = FS.lookupPath(path, {});
  node.stream_ops = {
    ...node.stream_ops,
    open(stream: { stream_ops: unknown }) {
      request.open("GET", address, false); // Python waits
      request.responseType = "arraybuffer";
      try {
        request.send();
      } catch {
        throw new FS.ErrnoError(inputOutputError); // which Python reports
      }
      if (request.status !== 200) throw new FS.ErrnoError(inputOutputError);
      const { open: _, ...others } = node.stream_ops; // which may have been made such that only read
      node.stream_ops = stream.stream_ops = others;
      node.contents = new Uint8Array(request.response); // not written: by now the file is only to be read
      node.usedBytes = node.contents.length;
    },
  };
}
