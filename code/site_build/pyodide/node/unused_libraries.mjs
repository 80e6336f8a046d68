// Takes libraries out of Pyodide's WebAssembly module. Each is there for one module of Python that no page
// has. A function that calls a library, or calls one that does, is of use only to that module: it is
// emptied here, and an optimizer then drops what nothing leads to any more.

import binaryen from "binaryen";

/** Empties them; `libraries` has, for each module of Python, what its library's names begin with. */
export function emptyLibraries(wasm, libraries) {
  const names = namesOfFunctions(wasm);
  const callers = callersIn(printedCalls(wasm));
  for (const [module, beginnings] of Object.entries(libraries)) {
    const beginning = new RegExp(`^(?:${beginnings})`);
    const init = `PyInit_${module}`;
    const isOfLibrary = (name) => beginning.test(name) || name === init;
    const leading = leadingInto(names, beginning, callers);
    if (leading.size === 0)
      throw new Error(`There is nothing of ${module}'s library. Adapt trim_lists.py.`);
    for (const each of leading) {
      const foreign = names.get(each)?.find((name) => !isOfLibrary(name));
      if (foreign !== undefined)
        throw new Error(
          `${foreign} needs what ${module} does: it has to stay. Adapt trim_lists.py.`,
        );
      setBody(wasm, each, wasm.unreachable());
    }
    const [start] = [...names].find(([, all]) => all.includes(init)) ?? [];
    if (start === undefined) throw new Error(`There is no module ${module}. Adapt trim_lists.py.`);
    setBody(wasm, start, wasm.i32.const(0)); // null, which Python takes for a failed initialization
  }
}

function setBody(wasm, name, body) {
  const changed = wasm.getFunction(name);
  binaryen.Function.setBody(changed, body);
  wasm.runPassesOnFunction(changed, ["reorder-locals"]); // drops its variables, which nothing uses now
}

/** The names under which each function is exported. */
function namesOfFunctions(wasm) {
  const names = new Map();
  for (let index = 0; index < wasm.getNumExports(); index += 1) {
    const { kind, name, value } = binaryen.getExportInfo(wasm.getExportByIndex(index));
    if (kind === binaryen.ExternalFunction) names.set(value, [...(names.get(value) ?? []), name]);
  }
  return names;
}

// Binaryen has the graph in no other form: what it tells of an expression does not say which of its numbers
// are expressions within it, so nobody outside can look for the calls.
function printedCalls(wasm) {
  const write = process.stdout.write;
  let printed = "";
  process.stdout.write = (text) => {
    printed += text;
    return true;
  };
  wasm.runPasses(["print-call-graph"]);
  process.stdout.write = write;
  return printed;
}

function callersIn(graph) {
  const callers = new Map();
  for (const [, caller, called] of graph.matchAll(/^ {2}"(\d+)" -> "(\d+)"/gm))
    callers.set(called, [...(callers.get(called) ?? []), caller]);
  return callers;
}

// Functions that do the same are one in the module: one that others share by name is not the library's.
function leadingInto(names, beginning, callers) {
  const waiting = [...names].flatMap(([each, all]) =>
    all.every((name) => beginning.test(name)) ? [each] : [],
  );
  const found = new Set();
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (found.has(each)) continue;
    found.add(each);
    waiting.push(...(callers.get(each) ?? []));
  }
  return found;
}
