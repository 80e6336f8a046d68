// Runs the tests of the library and of the exercises inside Pyodide under Node, on the very files
// that the page loads. Arguments are handed on to pytest; its exit code is ours. Without any, the
// tests are shared by as many interpreters as there are processors.
//
// Of the checker those run that hold it to what CPython comes to: verdicts, numbers of states and schedules
// of every fifth search of the catalogue, and whatever meddles with the interpreter. Those that compare it
// with other searches ask how it is written, not where it runs; CPython answers that, and many times faster.
// So it does for all programs that the exercises refuse or let pass; here some mistakes of each are judged,
// word by word.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const home = "/project";
const plugins = `${home}/tests/pyodide`;
const tests = [
  "tests/consistent_messaging",
  "tests/checker/test_abuse.py",
  "tests/checker/test_catalogue.py",
  "tests/protocols",
  "tests/exercises",
  "tests/pyodide",
];
const onCPythonOnly = [
  "tests/consistent_messaging/test_command_line.py", // nobody has that in a page, nor what authors run
  "tests/exercises/test_gate.py",
  "tests/exercises/test_late_stores.py",
  "tests/exercises/test_right_solutions.py",
  "tests/exercises/test_shortcuts.py",
].map((path) => `--ignore=${path}`);
// The library is not among the folders: it comes from its wheel, as in the page.
const folders = new Set(tests.map((path) => path.split("/", 2).join("/")));
const copied = ["pyproject.toml", "docs", "code/exercises", ...folders];
const leftOut = new Set(["assets", "__pycache__"]);

const most = 4; // each takes its time to start
const parts = Math.min(availableParallelism(), most);
const isAPart = process.env.PYTEST_PART !== undefined;
const options = process.argv.slice(2);

try {
  const isWhole = isAPart || options.length > 0 || parts === 1;
  process.exitCode = isWhole ? await runPytest(options) : await runInParts();
} catch (error) {
  console.error(error.message); // without the line of Pyodide's minified source that threw it
  process.exitCode = 1;
}

async function runInParts() {
  const running = Array.from({ length: parts }, async (_, part) => {
    const env = { ...process.env, PYTEST_PART: `${part}/${parts}` };
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
    const output = await text(child.stdout);
    process.stdout.write(output);
    return ended;
  });
  return Math.max(...(await Promise.all(running)));
}

async function runPytest(options) {
  const { loadPyodide } = await import(pathToFileURL(join(pythonFolder(), "pyodide.mjs")).href);
  const env = { HOME: home, PYTHONDONTWRITEBYTECODE: "1" };
  if (isAPart) env.PYTEST_PART = process.env.PYTEST_PART;
  const pyodide = await loadPyodide({ env });
  await pyodide.loadPackage(["consistent-messaging", "pytest"], { messageCallback: () => {} });
  for (const path of copied.flatMap(filesBelow)) {
    pyodide.FS.mkdirTree(dirname(`${home}/${path}`));
    pyodide.FS.writeFile(`${home}/${path}`, readFileSync(join(root, path)));
  }
  pyodide.FS.chdir(home);
  pyodide.pyimport("sys").path.append(plugins);
  const pytest = pyodide.pyimport("pytest");
  const quick = ["-p", "no:cacheprovider", "-m", "not slow"]; // CPython runs the others
  const part = isAPart ? ["-p", "one_part"] : [];
  return pytest.main(pyodide.toPy([...quick, ...part, ...tests, ...onCPythonOnly, ...options]));
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
