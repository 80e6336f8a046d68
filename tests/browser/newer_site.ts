// Another deployment of the site: Python and the lab have other names, and a page has another text.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { exercisePath } from "./lab_page.ts";

const run = promisify(execFile);

/** What the heading of the first exercise begins with in a newer site. */
export const newerSentence = "This is the newer course.";

/** Makes a site that differs by this name, and returns its folder, which is to be removed afterwards. */
export async function newerSite(name = "newer"): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "site-"));
  await cp("site", copy, { recursive: true });
  const [version = ""] = await readdir("site/assets/python");
  const [course = ""] = await readdir("site/assets/course");
  const python = join(copy, "assets/python");
  await rename(join(python, version), join(python, name));
  await rename(join(copy, "assets/course", course), join(copy, `assets/course/${name}.json`));
  const lab = ["code/lab/build.mjs", "--python-version", name, "--course-version", name];
  lab.push("--postgresql-version", name, "--postgresql-bytes", "1");
  lab.push("--learner-api", "build/learner_api.json", "--out", join(copy, "assets/lab"));
  await run(process.execPath, lab);
  const page = join(copy, exercisePath, "index.html");
  const text = await readFile(page, "utf8");
  await writeFile(page, text.replace(/(<h1[^>]*>)/, `$1${newerSentence} `));
  await run("python", ["-m", "site_build", "finish", "--site", copy]);
  return copy;
}
