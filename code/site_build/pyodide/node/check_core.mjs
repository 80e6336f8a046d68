// Looks whether a Pyodide still has all that the course uses of it beyond its documented options, and prints a
// line for each thing that it has no more: what cannot do without it, and the thing.
// Usage: node --import tsx check_core.mjs PYODIDE_FOLDER

import { readFileSync } from "node:fs";
import { missingImports } from "../../../lab/python/javascript_gate.ts";
import { exportsOfSnapshots } from "../../../lab/python/pyodide_loader.ts";

// What the loader of a page, and the maker of snapshots, tell Pyodide or ask it for.
const options = ["indexURL", "lockFileContents", "packageBaseUrl", "stdLibURL", "env", "packages"];
const optionsOfSnapshots = ["_loadSnapshot", "_makeSnapshot", "makeMemorySnapshot"];

const [folder] = process.argv.slice(2);
const words = new Set([...wordsIn("pyodide.mjs"), ...wordsIn("pyodide.asm.mjs")]);
const module = new WebAssembly.Module(readFileSync(`${folder}/pyodide.asm.wasm`));
const imports = WebAssembly.Module.imports(module).map(({ name }) => name);
const exports = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));

report("start", "option", missing(options, words));
report("start", "use", missing(["instantiateStreaming"], words));
report("start", "import", missingImports(imports));
report("snapshots", "option", missing(optionsOfSnapshots, words));
report("snapshots", "export", missing(exportsOfSnapshots, exports));

function report(part, kind, names) {
  for (const name of names) console.log(`${part} ${kind} ${name}`);
}

function missing(names, there) {
  return names.filter((name) => !there.has(name));
}

function wordsIn(file) {
  return readFileSync(`${folder}/${file}`, "utf8").match(/[\w$]+/g) ?? [];
}
