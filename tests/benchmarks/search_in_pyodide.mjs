// Answers searches as `searches.py` does, but inside Pyodide under Node, on the very files that the
// page loads. Argument: the folder with the page's Python.

import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const home = "/project";

try {
  await answerFrom(process.argv[2]);
} catch (error) {
  console.error(error.message); // without the line of Pyodide's minified source that threw it
  process.exitCode = 1;
}

async function answerFrom(folder) {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({ env: { PYTHONDONTWRITEBYTECODE: "1" } });
  await pyodide.loadPackage("consistent-messaging", { messageCallback: () => {} });
  pyodide.mountNodeFS(home, root);
  for (const tests of ["tests/checker", "tests/benchmarks"]) {
    pyodide.pyimport("sys").path.append(`${home}/${tests}`);
  }
  const searches = pyodide.pyimport("searches");
  console.log(searches.about());
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(searches.answered(line));
  }
}
