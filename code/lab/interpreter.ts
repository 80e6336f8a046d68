// Starts Python in the worker: loads the runtime that the site carries, the course's library, and,
// when a check is wanted, pytest. Nothing comes from anywhere else.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { pythonVersion } from "./build_constants.ts";

export interface CoursePage extends PyProxy {
  run(files: PyProxy, main: string, emit: (event: string) => void, wanted: string): void;
  check(files: PyProxy, main: string, emit: (event: string) => void): void;
  tell(files: PyProxy, main: string, emit: (event: string) => void, wanted: string): void;
}

const runtime = new URL(`../python/${pythonVersion}/`, import.meta.url).href;

// The learner's own traceback shows where input() was called; this sentence says the way out.
const refuseInput = `
import builtins

def refuse_input(prompt=""):
    raise RuntimeError("input() cannot ask anything here: write the value into the code")

builtins.input = refuse_input
`;

/** Resolves to a ready interpreter; rejects when any part of it cannot be loaded. */
export async function startInterpreter(
  compiled: WebAssembly.Module | null,
  onCompiled: (module: WebAssembly.Module) => void,
): Promise<PyodideInterface> {
  const { loadPyodide } = (await import(`${runtime}pyodide.mjs`)) as typeof import("pyodide");
  // Pyodide only logs a WebAssembly module that cannot be had, and then waits for ever.
  const broken = new Promise<never>((_, reject) => {
    shareCompiledModule(compiled, onCompiled, reject);
  });
  const loaded = loadPyodide({
    indexURL: runtime,
    lockFileURL: `${runtime}pyodide-lock.json`,
    stdLibURL: `${runtime}python_stdlib.zip`,
    packages: ["consistent-messaging"],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  const pyodide = await Promise.race([loaded, broken]);
  pyodide.setStdin({ error: true });
  pyodide.runPython(refuseInput);
  return pyodide;
}

/** Loads and imports pytest, so that a check does not wait for it. */
export async function loadChecks(pyodide: PyodideInterface): Promise<void> {
  await pyodide.loadPackage("pytest", { messageCallback: () => {} });
  pyodide.pyimport("pytest").destroy();
}

// Compiling is the longest part of a start. The first worker hands its module to the page, and each
// later one is given it.
function shareCompiledModule(
  compiled: WebAssembly.Module | null,
  onCompiled: (module: WebAssembly.Module) => void,
  onBroken: (error: unknown) => void,
): void {
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const module = compiled ?? (await WebAssembly.compileStreaming(source));
      if (compiled === null) onCompiled(module);
      else void (await source).body?.cancel();
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    } catch (error) {
      onBroken(error);
      throw error;
    }
  };
}
