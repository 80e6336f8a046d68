// Starts Python in the worker, from a snapshot if possible, else from its files; and adds what a check needs.
// Everything comes from the site.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { pythonVersion } from "../shared/build_constants.ts";
import { fetchSnapshot } from "./memory_snapshot.ts";
import { openRuntime, type Runtime, startFromSnapshots, startPlainly } from "./pyodide_loader.ts";

/** The library's entry for pages, as JavaScript sees it. */
export interface CoursePage extends PyProxy {
  run(files: PyProxy, main: string, emit: PyProxy, wanted: string): void;
  check(files: PyProxy, main: string, emit: PyProxy, wanted: string): void;
  tell(files: PyProxy, main: string, emit: PyProxy, wanted: string): void;
  CheckInTurns(files: PyProxy, main: string, emit: PyProxy): CheckInTurns;
}

/** A check whose rows are played one at a time, as JavaScript sees it. */
export interface CheckInTurns extends PyProxy {
  play(name: string): void;
  close(): void;
}

/** A Python that has been started. */
export interface Interpreter {
  runtime: Runtime;
  pyodide: PyodideInterface;
  /** Shuts the ways from Python to JavaScript, for good. */
  shutGate(): void;
  hasChecks: boolean;
  isFromSnapshot: boolean;
}

const folder = new URL(`../python/${pythonVersion}/`, import.meta.url).href;

/** Starts an interpreter; rejects when a part of it cannot be loaded. */
export async function startInterpreter(
  wantsChecks: boolean,
  compiled: WebAssembly.Module | null,
  onCompiled: (module: WebAssembly.Module) => void,
): Promise<Interpreter> {
  const runtime = openRuntime(folder, compiled);
  if (compiled === null) runtime.module.then(onCompiled, () => {});
  try {
    return await restored(runtime, wantsChecks);
  } catch (error) {
    console.warn("Python starts without a snapshot:", error);
    const started = await startPlainly(runtime);
    return configured({ runtime, ...started, hasChecks: false, isFromSnapshot: false });
  }
}

/** Returns an interpreter with pytest imported, so that a check does not wait: another one, or this one. */
export async function addChecks(interpreter: Interpreter): Promise<Interpreter> {
  if (interpreter.hasChecks) return interpreter;
  if (interpreter.isFromSnapshot) {
    try {
      return await restored(interpreter.runtime, true);
    } catch (error) {
      console.warn("pytest is loaded without a snapshot:", error);
    }
  }
  await interpreter.pyodide.loadPackage("pytest", { messageCallback: () => {} });
  interpreter.pyodide.pyimport("pytest").destroy();
  return { ...interpreter, hasChecks: true };
}

async function restored(runtime: Runtime, hasChecks: boolean): Promise<Interpreter> {
  const names = hasChecks ? ["course", "checks"] : ["course"];
  const snapshots = await Promise.all(
    names.map((name) => fetchSnapshot(`${runtime.folder}${name}.snapshot.gz`)),
  );
  const started = await startFromSnapshots(runtime, snapshots);
  return configured({ runtime, ...started, hasChecks, isFromSnapshot: true });
}

/** Calls a function of the library's set-up for Pyodide. */
export function callSetUp(
  pyodide: PyodideInterface,
  name: "settle" | "open_channel" | "close_bridge" | "flush",
  ...given: string[]
): unknown {
  const module = pyodide.pyimport("consistent_messaging.entrypoints.pyodide_setup");
  const returned: unknown = module[name](...given);
  module.destroy();
  return returned;
}

function configured(interpreter: Interpreter): Interpreter {
  interpreter.pyodide.setStdin({ error: true });
  callSetUp(interpreter.pyodide, "settle");
  return interpreter;
}
