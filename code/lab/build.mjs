// Bundles the lab: `lab.js` with its chunks, `wake.js`, `site.css`, which has the styles of the pages, too,
// those of histories and of PostgreSQL, which are loaded with the chunk that shows them, `worker.js`,
// `database_worker.js`, and `service_worker.js`, which the build puts elsewhere.
// Usage: node code/lab/build.mjs --python-version VERSION --course-version VERSION
//   --postgresql-version VERSION --postgresql-bytes NUMBER --learner-api FILE --out FOLDER [--watch]

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { context } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({
  options: {
    "python-version": { type: "string" },
    "course-version": { type: "string" },
    "postgresql-version": { type: "string" },
    "postgresql-bytes": { type: "string" },
    "learner-api": { type: "string" },
    out: { type: "string" },
    watch: { type: "boolean", default: false },
  },
});
const { "python-version": pythonVersion, "course-version": courseVersion, out, watch } = values;
const { "learner-api": learnerApi } = values;
const { "postgresql-version": postgresqlVersion, "postgresql-bytes": postgresqlBytes } = values;
const wanted = [pythonVersion, courseVersion, postgresqlVersion, postgresqlBytes, learnerApi, out];
if (wanted.some((each) => !each)) {
  console.error(
    "code/lab/build.mjs needs --python-version VERSION, --course-version VERSION, " +
      "--postgresql-version VERSION, --postgresql-bytes NUMBER, --learner-api FILE and " +
      "--out FOLDER.",
  );
  process.exit(1);
}

// Page and worker compare this name, so that neither talks to one from another deployment.
function nameOfBuild() {
  const hash = createHash("sha256").update(pythonVersion + postgresqlVersion);
  const found = readdirSync(here, { recursive: true, withFileTypes: true });
  const sources = found.filter((entry) => entry.isFile());
  const paths = sources.map((entry) => `${entry.parentPath}/${entry.name}`).sort();
  for (const path of [...paths, `${here}../../package-lock.json`]) hash.update(readFileSync(path));
  return hash.digest("hex").slice(0, 12);
}

const common = {
  absWorkingDir: here,
  outdir: fileURLToPath(new URL(`${out}/`, `file://${process.cwd()}/`)),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: !watch,
  loader: { ".svg": "dataurl" },
  alias: { "learner-api": resolve(learnerApi) },
  sourcemap: watch ? "inline" : false,
  logLevel: "warning",
  define: {
    LAB_BUILD: JSON.stringify(nameOfBuild()),
    COURSE_VERSION: JSON.stringify(courseVersion),
    POSTGRESQL: JSON.stringify({ version: postgresqlVersion, bytes: Number(postgresqlBytes) }),
    PYTHON_VERSION: JSON.stringify(pythonVersion),
    KEEPS_OFFLINE: JSON.stringify(!watch),
  },
};

const noFiles = `${here}python/database/no_files.ts`;

// What is built alone is there with one request. The service worker goes to the site's root later, with the
// list of its files (code/site_build/service_worker.py).
const parts = await Promise.all([
  context({
    ...common,
    entryPoints: {
      lab: "entries/site.ts",
      site: "styles/site.css",
      "history/history": "styles/history/history.css",
      "on_postgresql/on_postgresql": "styles/on_postgresql.css",
    },
    splitting: true,
  }),
  context({
    ...common,
    entryPoints: { wake: "entries/preload_python.ts", worker: "python/worker.ts" },
  }),
  context({
    ...common,
    entryPoints: { database_worker: "python/database/worker.ts" },
    alias: { ...common.alias, fs: noFiles, "fs/promises": noFiles },
    external: ["node:*"], // which PGlite imports under Node.js only
  }),
  context({
    ...common,
    entryPoints: { service_worker: "features/offline/service_worker.ts" },
    format: "iife", // not every browser takes a module here
  }),
]);

rmSync(common.outdir, { recursive: true, force: true });
if (watch) await Promise.all(parts.map((part) => part.watch()));
else {
  try {
    await Promise.all(parts.map((part) => part.rebuild()));
  } catch {
    process.exitCode = 1; // esbuild has said what is wrong
  }
  await Promise.all(parts.map((part) => part.dispose()));
}
