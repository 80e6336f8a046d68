// Takes from Pyodide's core what no page uses. Some thousand functions are exported from its WebAssembly
// module for extensions written in C, and each start gives every one of them a variable and a place in a
// table; its script has all that an extension might call. A page here loads none: it keeps what the scripts
// themselves name, and what the module takes of them. Some libraries go as well.
// Usage: node trim_core.mjs JOB_JSON   (its `folder` has Pyodide's files, two of which are changed; `starter`
// uses exports, too; `libraries` goes)

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { emptyLibraries } from "./unused_libraries.mjs";
import { withoutUnusedStatements } from "./unused_statements.mjs";

// What Pyodide's module is written with, which it does not say itself. With more features, what is written
// could be more than a browser reads.
const { Features } = binaryen;
const features =
  Features.BulkMemory |
  Features.ExceptionHandling |
  Features.ExtendedConst |
  Features.Multivalue |
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.ReferenceTypes |
  Features.SIMD128 |
  Features.SignExt;

const { folder, starter, libraries } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const loader = `${folder}/pyodide.mjs`;
const core = `${folder}/pyodide.asm.mjs`;
const module = `${folder}/pyodide.asm.wasm`;

try {
  const script = withoutUnused(readFileSync(core, "utf8"), wordsOf(loader));
  const asked = new Set([...wordsOf(loader), ...wordsOf(starter)]);
  writeFileSync(module, trimmed(readFileSync(module), new Set([...wordsIn(script), ...asked])));
  writeFileSync(core, withoutUnusedStatements(script, importsOf(module), asked));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** The module without the libraries, and with no exports but those that are wanted. */
function trimmed(bytes, wanted) {
  const wasm = binaryen.readBinary(bytes, features);
  emptyLibraries(wasm, libraries);
  for (const { name } of WebAssembly.Module.exports(new WebAssembly.Module(bytes)))
    if (!wanted.has(name)) wasm.removeExport(name);
  wasm.runPasses(["remove-unused-module-elements"]);
  return wasm.emitBinary();
}

function importsOf(file) {
  const compiled = new WebAssembly.Module(readFileSync(file));
  return new Set(WebAssembly.Module.imports(compiled).map(({ name }) => name));
}

function wordsOf(file) {
  return wordsIn(readFileSync(file, "utf8"));
}

function wordsIn(script) {
  return new Set(script.match(/[\w$]+/g));
}

/** The script without those variables for exports that it never uses, and neither do the others. */
function withoutUnused(script, others) {
  const assignment = /([\w$]+)=Module\["\1"\]=wasmExports\["[\w$]+"\](?:\.value>>>0)?;/g;
  const assigned = script.search(assignment);
  if (assigned < 0)
    throw new Error(
      `${core}: names its exports in a way that is not known here. Adapt trim_core.mjs to it.`,
    );
  const declared = script.lastIndexOf("var ", assigned) + "var ".length;
  const end = script.indexOf(";", declared);
  const before = script.slice(0, declared);
  const after = script.slice(end);
  const used = wordsIn(before + after.replace(assignment, ""));
  const isUsed = (name) => used.has(name) || others.has(name);
  const variables = script.slice(declared, end).split(",").filter(isUsed);
  return before + variables + after.replace(assignment, (all, name) => (isUsed(name) ? all : ""));
}
