// Loads Pyodide from its package's own files, and runs what it is sent.

import { loadPyodide } from "./pyodide/pyodide.mjs";

const loaded = loadPyodide({
  indexURL: new URL("pyodide/", import.meta.url).href,
  stdout: (line) => postMessage({ line: `${line}\n` }),
});
loaded.then(() => postMessage({ ready: true }));

addEventListener("message", async ({ data }) => {
  const pyodide = await loaded;
  pyodide.runPython(data);
});
