// Starts Pyodide under Node and lets it compile the archives that a JSON file lists.
// Usage: node compile_archives.mjs PYODIDE_FOLDER ARCHIVES_JSON

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, archivesFile] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);

const pyodide = await loadPyodide({
  env: {
    PYTHONHASHSEED: "0", // sets are ordered alike in each build, and so byte code is the same
    PYTHONNODEBUGRANGES: "1", // a learner is shown none of these frames: lines do, columns don't
  },
});
pyodide.FS.mkdir("/machine");
pyodide.mountNodeFS("/machine", "/");

const script = readFileSync(new URL("compile_archive.py", import.meta.url), "utf8");
pyodide.FS.writeFile("/home/pyodide/compile_archive.py", script);
const { Archive, compile_archive: compileArchive } = pyodide.pyimport("compile_archive");

for (const archive of JSON.parse(readFileSync(archivesFile, "utf8"))) {
  compileArchive(
    Archive(
      `/machine${archive.source}`,
      `/machine${archive.target}`,
      archive.location,
      pyodide.toPy(archive.dropped),
      archive.keeps_sources,
    ),
  );
}
