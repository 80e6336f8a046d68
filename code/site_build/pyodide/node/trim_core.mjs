// Takes from Pyodide's core what no page uses. Some thousand functions are exported from its WebAssembly
// module for extensions written in C, and each start gives every one of them a variable and a place in a
// table; its script has all that an extension might call. A page here loads none: it keeps what the scripts
// themselves name, and what the module takes of them. Some libraries go as well.
// Usage: node trim_core.mjs JOB_JSON   (its `folder` has Pyodide's files, two of which are changed; `starter`
// uses exports, too; `libraries` goes; `optimize` is the command with which binaryen reads the module)

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { withoutLibraries } from "./unused_libraries.mjs";
import { withoutUnusedStatements } from "./unused_statements.mjs";
import { contentOf, exportsIn, listOf, section, withSections } from "./wasm_module.mjs";

const { folder, starter, libraries, optimize } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const loader = `${folder}/pyodide.mjs`;
const core = `${folder}/pyodide.asm.mjs`;
const module = `${folder}/pyodide.asm.wasm`;

try {
  const script = withoutUnused(readFileSync(core, "utf8"), wordsOf(loader));
  const asked = new Set([...wordsOf(loader), ...wordsOf(starter)]);
  writeFileSync(module, trimmed(readFileSync(module), new Set([...wordsIn(script), ...asked])));
  run("--remove-unused-module-elements", module, "-o", module);
  writeFileSync(core, withoutUnusedStatements(script, importsOf(module), asked));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** The module without the libraries, and with no exports but those that are wanted. */
function trimmed(bytes, wanted) {
  const exported = contentOf(bytes, section.exports);
  const calls = run("--print-call-graph", module);
  return withSections(bytes, (id, content) => {
    if (id === section.code) return withoutLibraries(content, exported, calls, libraries);
    if (id !== section.exports) return content;
    const kept = [...exportsIn(content)].filter(({ name }) => wanted.has(name));
    return listOf(kept.map((each) => each.bytes));
  });
}

function importsOf(file) {
  const compiled = new WebAssembly.Module(readFileSync(file));
  return new Set(WebAssembly.Module.imports(compiled).map(({ name }) => name));
}

function run(...options) {
  const [command, ...before] = optimize;
  const most = 64 * 2 ** 20; // bytes; the graph has some 60,000 lines
  return execFileSync(command, [...before, ...options], {
    encoding: "utf8",
    maxBuffer: most,
    stdio: "pipe", // what it warns of is no warning here
  });
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
