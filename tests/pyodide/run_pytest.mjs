// Runs the tests of the library and of the exercises inside Pyodide under Node, on the very files
// that the page loads. Arguments are handed on to pytest; its exit code is ours.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const home = "/project";
const tests = [
  "tests/consistent_messaging",
  "tests/checker",
  "tests/protocols",
  "tests/exercises",
  "tests/pyodide",
];
// The library is not among these: it comes from its wheel, as in the page.
const copied = ["pyproject.toml", "docs", "code/exercises", ...tests];
const leftOut = new Set(["assets", "__pycache__"]);

try {
  process.exitCode = await runPytest(process.argv.slice(2));
} catch (error) {
  console.error(error.message); // without the line of Pyodide's minified source that threw it
  process.exitCode = 1;
}

async function runPytest(options) {
  const { loadPyodide } = await import(pathToFileURL(join(pythonFolder(), "pyodide.mjs")).href);
  const pyodide = await loadPyodide({ env: { HOME: home, PYTHONDONTWRITEBYTECODE: "1" } });
  await pyodide.loadPackage(["consistent-messaging", "pytest"], { messageCallback: () => {} });
  for (const path of copied.flatMap(filesBelow)) {
    pyodide.FS.mkdirTree(dirname(`${home}/${path}`));
    pyodide.FS.writeFile(`${home}/${path}`, readFileSync(join(root, path)));
  }
  pyodide.FS.chdir(home);
  const pytest = pyodide.pyimport("pytest");
  const quick = ["-p", "no:cacheprovider", "-m", "not slow"]; // CPython runs the others
  return pytest.main(pyodide.toPy([...quick, ...tests, ...options]));
}

function pythonFolder() {
  const parent = join(root, "docs/assets/python");
  const versions = readdirSync(parent).filter((name) => !name.startsWith("."));
  if (versions.length !== 1) {
    throw new Error(`${parent} holds no Python for the page. Run \`make build\` first.`);
  }
  return join(parent, versions[0]);
}

function filesBelow(path) {
  if (statSync(join(root, path)).isFile()) return [path];
  const names = readdirSync(join(root, path)).filter((name) => !leftOut.has(name));
  return names.flatMap((name) => filesBelow(`${path}/${name}`));
}
