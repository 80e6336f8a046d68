// Takes from Pyodide's core the names that nobody uses. Some thousand functions are exported from its
// WebAssembly module for extensions written in C, and each start gives every one of them a variable and a
// place in a table. A page here loads no extension: it keeps what the scripts themselves name.
// Usage: node trim_core.mjs FOLDER SCRIPT   (two of the folder's files are changed; SCRIPT uses exports, too)

import { readFileSync, writeFileSync } from "node:fs";

const [folder, lab] = process.argv.slice(2);
const loader = `${folder}/pyodide.mjs`;
const core = `${folder}/pyodide.asm.mjs`;
const module = `${folder}/pyodide.asm.wasm`;

const headerBytes = 8;
const exportSection = 7;

try {
  const script = withoutUnused(readFileSync(core, "utf8"), wordsOf(loader));
  writeFileSync(core, script);
  writeFileSync(module, withExports(readFileSync(module), new Set([...wordsOf(core), ...wordsOf(lab)])));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
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

/** The module with no exports but those that are wanted. */
function withExports(bytes, wanted) {
  const parts = [bytes.subarray(0, headerBytes)];
  for (let at = headerBytes; at < bytes.length; ) {
    const [size, start] = readNumber(bytes, at + 1);
    const end = start + size;
    if (bytes[at] === exportSection) {
      const section = keepExports(bytes.subarray(start, end), wanted);
      parts.push(Buffer.of(exportSection, ...writeNumber(section.length)), section);
    } else parts.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

// Each export is a name with its length before it, a kind of one byte, and an index.
function keepExports(section, wanted) {
  const [count, first] = readNumber(section, 0);
  const kept = [];
  for (let left = count, at = first; left > 0; left -= 1) {
    const [length, start] = readNumber(section, at);
    const [, end] = readNumber(section, start + length + 1);
    const name = section.toString("utf8", start, start + length);
    if (wanted.has(name)) kept.push(section.subarray(at, end));
    at = end;
  }
  return Buffer.concat([Buffer.from(writeNumber(kept.length)), ...kept]);
}

/** A number as WebAssembly has it, seven bits in a byte, and where the next thing begins. */
function readNumber(bytes, at) {
  let number = 0;
  for (let next = at, shift = 0; ; next += 1, shift += 7) {
    number |= (bytes[next] & 0x7f) << shift;
    if (bytes[next] < 0x80) return [number, next + 1];
  }
}

function writeNumber(number) {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...writeNumber(number >> 7)];
}
