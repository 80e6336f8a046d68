// Starts Pyodide under Node and lets it compile the archives that a JSON file lists.
// Usage: node compile_archives.mjs PYODIDE_FOLDER ARCHIVES_JSON

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, archivesFile] = process.argv.slice(2);

try {
  await compileArchives(JSON.parse(readFileSync(archivesFile, "utf8")));
} catch (error) {
  console.error(error.message); // without the line of Pyodide's minified source that threw it
  process.exitCode = 1;
}

async function compileArchives(archives) {
  const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
  const pyodide = await loadPyodide({
    env: {
      PYTHONHASHSEED: "0", // sets are ordered alike in each build, and so byte code is the same
      PYTHONNODEBUGRANGES: "1", // a learner is shown none of these frames: lines do, columns don't
    },
  });
  const script = readFileSync(new URL("compile_archive.py", import.meta.url));
  pyodide.FS.writeFile("compile_archive.py", script);
  const { Archive, compile_archive: compileArchive } = pyodide.pyimport("compile_archive");
  for (const { source, target, ...settings } of archives) {
    pyodide.FS.writeFile("source.zip", readFileSync(source));
    const paths = { source: "source.zip", target: "target.zip" };
    compileArchive(Archive.callKwargs({ ...settings, ...paths }));
    writeFileSync(target, pyodide.FS.readFile("target.zip"));
  }
}
