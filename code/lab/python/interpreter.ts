// Starts Python in the worker, from a snapshot if that can be had, else from its files; and adds what a
// check needs. Nothing comes from anywhere but the site.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { pythonVersion } from "../shared/build_constants.ts";
import { fetchSnapshot } from "./memory_snapshot.ts";
import { openRuntime, type Runtime, startFromSnapshots, startPlainly } from "./pyodide_loader.ts";

export interface CoursePage extends PyProxy {
  run(files: PyProxy, main: string, emit: (event: string) => void, wanted: string): void;
  check(files: PyProxy, main: string, emit: (event: string) => void): void;
  tell(files: PyProxy, main: string, emit: (event: string) => void, wanted: string): void;
}

export interface Interpreter {
  runtime: Runtime;
  pyodide: PyodideInterface;
  hasChecks: boolean;
  isFromSnapshot: boolean;
}

const folder = new URL(`../python/${pythonVersion}/`, import.meta.url).href;

/** Resolves to a ready interpreter; rejects when any part of it cannot be loaded. */
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
    const pyodide = await startPlainly(runtime);
    return configured({ runtime, pyodide, hasChecks: false, isFromSnapshot: false });
  }
}

/** An interpreter with pytest imported, so that a check does not wait for it: another one, or this one. */
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
  const pyodide = await startFromSnapshots(runtime, snapshots);
  return configured({ runtime, pyodide, hasChecks, isFromSnapshot: true });
}

/** Has Python do one of the things of `consistent_messaging.entrypoints.pyodide_setup`. */
export function have(pyodide: PyodideInterface, deed: "settle" | "close_bridge" | "flush"): void {
  const module = pyodide.pyimport("consistent_messaging.entrypoints.pyodide_setup");
  module[deed]();
  module.destroy();
}

function configured(interpreter: Interpreter): Interpreter {
  interpreter.pyodide.setStdin({ error: true });
  have(interpreter.pyodide, "settle");
  return interpreter;
}
