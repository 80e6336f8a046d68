// The one Python of all pages: under instant navigation it outlives a page, and the worker does too. It is
// in two bundles, `wake.js` and the lab, because `wake.js` comes sooner alone; who comes first makes it.

import { registerServiceWorker } from "../features/offline/register.ts";
import { PythonClient } from "../python/client.ts";
import { openWorker } from "../python/worker_port.ts";
import { build } from "../shared/build_constants.ts";

const ofThisBuild = `python of ${build}`;
const shared = globalThis as unknown as Record<string, PythonClient>;

shared[ofThisBuild] ??= makePython();
export const python = shared[ofThisBuild];

// The query tells an old page's request from a new one's: a newer worker answers with another build.
function makePython(): PythonClient {
  const made = new PythonClient(build, () =>
    openWorker(new URL(`worker.js?build=${build}`, import.meta.url)),
  );
  registerServiceWorker(made);
  tellOnceSettled(made);
  return made;
}

/** Lets the page's other scripts begin, which leave the machine to Python until then. */
function tellOnceSettled(python: PythonClient): void {
  const forget = python.subscribe(({ name }) => {
    if (name === "starting") return;
    forget();
    document.dispatchEvent(new Event("python-settled"));
  });
}
