// Starts Pyodide under Node with the Python of the page, and keeps its memory: once when the course is
// imported, and once, as what has changed since, when a check can begin.
// Usage: node make_snapshots.mjs JOB_JSON

import crypto from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { writeSnapshot } from "./snapshot_file.mjs";

// Pyodide puts the working folder in front of the path in each start, after a snapshot, too. What is frozen
// no garbage collection looks at again.
const settle = `
import gc, sys
sys.path[:] = filter(None, sys.path)
gc.collect()
gc.freeze()
`;

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));

try {
  holdStill();
  await makeSnapshots();
} catch (error) {
  console.error(error.message); // without the line of Pyodide's minified source that threw it
  process.exitCode = 1;
}

// The same inputs give the same bytes: no clock, no chance, no path of this machine.
function holdStill() {
  const moment = Date.UTC(2026, 0, 1);
  Date.now = () => moment;
  performance.now = () => 0;
  crypto.randomFillSync = (view) => view.fill(7);
  process.argv.length = 1;
  process.argv[0] = "python";
}

async function makeSnapshots() {
  const unstarted = memoryBeforeStart();
  const pyodide = await startPython();
  for (const wheel of job.wheels) unpack(pyodide.FS, wheel);
  const course = memoryAfter(pyodide, "import_course");
  write(job.course, course, await unstarted);
  write(job.checks, memoryAfter(pyodide, "import_checks"), course.memory);
}

async function startPython() {
  const { loadPyodide } = await import(pathToFileURL(`${job.pyodide}/pyodide.mjs`).href);
  return loadPyodide({
    indexURL: job.pyodide,
    stdLibURL: job.standard_library,
    env: job.environment,
    _makeSnapshot: true,
  });
}

// Python itself would leave traces of its unpacking in its memory.
function unpack(files, wheel) {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(wheel)))) {
    const path = `${job.location}/${name}`;
    files.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    files.writeFile(path, content);
  }
}

function memoryAfter(pyodide, step) {
  const names = pyodide.toPy({});
  pyodide.runPython(readFileSync(new URL("warm_up.py", import.meta.url), "utf8"), {
    globals: names,
  });
  pyodide.runPython(`${step}()`, { globals: names });
  names.destroy();
  pyodide.runPython(settle);
  const whole = pyodide.makeMemorySnapshot();
  const size = pyodide._module.HEAPU8.length;
  return { preface: whole.subarray(0, whole.length - size), memory: whole.subarray(-size) };
}

function write(file, { preface, memory }, before) {
  writeFileSync(file, writeSnapshot(preface, memory, before));
}

// The memory as the WebAssembly module brings it along: a page has that without any snapshot.
function memoryBeforeStart() {
  return new Promise((resolve) => {
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate(...given);
      const { memory } = made.instance?.exports ?? {};
      if (memory) resolve(new Uint8Array(memory.buffer).slice());
      return made;
    };
  });
}
