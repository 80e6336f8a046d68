// Takes libraries out of Pyodide's WebAssembly module. Each is there for one module of Python that no page
// has. A function that calls a library, or calls one that does, is of use only to that module: it is
// emptied here, and an optimizer then drops what nothing leads to any more.

import { bodiesIn, exportsIn, kind, listOf } from "./wasm_module.mjs";

// Bodies: with their size before them, without variables, and with an end.
const trap = Buffer.from([3, 0, 0x00, 0x0b]);
const returnNull = Buffer.from([4, 0, 0x41, 0, 0x0b]); // what Python takes for a failed initialization

/**
 * The content of the code section without the libraries. `libraries` has, for each module of Python, what
 * the names of its library begin with; `calls` is the call graph that wasm-opt prints.
 */
export function withoutLibraries(code, exported, calls, libraries) {
  const graph = readCalls(calls);
  const names = namesOf(exported, graph.imported);
  const emptied = new Map();
  for (const [module, beginnings] of Object.entries(libraries)) {
    const beginning = new RegExp(`^(?:${beginnings})`);
    const isOfLibrary = (name) => beginning.test(name) || name === `PyInit_${module}`;
    const leading = leadingInto(names, beginning, graph.callers);
    if (leading.size === 0)
      throw new Error(`There is nothing of ${module}'s library. Adapt trim_lists.py.`);
    for (const index of leading) {
      const foreign = (names.get(index) ?? []).find((name) => !isOfLibrary(name));
      if (foreign !== undefined)
        throw new Error(`${foreign} needs what ${module} does: it has to stay. Adapt trim_lists.py.`);
      emptied.set(index, trap);
    }
    const [start] = [...names].find(([, all]) => all.includes(`PyInit_${module}`)) ?? [];
    if (start === undefined) throw new Error(`There is no module ${module}. Adapt trim_lists.py.`);
    emptied.set(start, returnNull);
  }
  return listOf([...bodiesIn(code)].map((body, index) => emptied.get(index) ?? body));
}

// Functions are numbered in it without those that are imported, in the order of their bodies.
function readCalls(text) {
  const callers = new Map();
  for (const [, caller, called] of text.matchAll(/^ {2}"(\d+)" -> "(\d+)"/gm)) {
    const known = callers.get(Number(called)) ?? [];
    callers.set(Number(called), [...known, Number(caller)]);
  }
  const imported = text.match(/^ {2}"fimport\$\d+" \[/gm)?.length ?? 0;
  return { callers, imported };
}

function namesOf(exported, imported) {
  const names = new Map();
  for (const each of exportsIn(exported)) {
    if (each.kind !== kind.function) continue;
    const index = each.index - imported;
    names.set(index, [...(names.get(index) ?? []), each.name]);
  }
  return names;
}

// Functions that do the same are one in the module: one that others share by name is not the library's.
function leadingInto(names, beginning, callers) {
  const waiting = [...names].flatMap(([index, all]) =>
    all.every((name) => beginning.test(name)) ? [index] : [],
  );
  const found = new Set();
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    waiting.push(...(callers.get(index) ?? []));
  }
  return found;
}
