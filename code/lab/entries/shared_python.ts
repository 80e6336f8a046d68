// The one Python that all pages share: under instant navigation it outlives a page. It is in two bundles,
// `wake.js` and `lab.js`, because `wake.js` arrives sooner alone; the first of them creates it.

import { registerServiceWorker } from "../features/offline/register.ts";
import { PythonClient } from "../python/client.ts";
import { hasSpareCore } from "../python/spare_core.ts";
import { openWorker } from "../python/worker_port.ts";
import { build } from "../shared/build_constants.ts";
import { wasUpdated } from "../shared/deployment.ts";

const ofThisBuild = `python of ${build}`;
const shared = globalThis as unknown as Record<string, PythonClient>;

shared[ofThisBuild] ??= makePython();
/** The Python of this build. */
export const python = shared[ofThisBuild];

// The query distinguishes the request of an old page from that of a new one: a newer worker answers with
// another build.
function makePython(): PythonClient {
  const made = new PythonClient(
    build,
    () => openWorker(new URL(`worker.js?build=${build}`, import.meta.url)),
    wasUpdated,
    hasSpareCore(navigator),
  );
  registerServiceWorker(made);
  announceOnceSettled(made);
  return made;
}

/** Announces that the page's other scripts may begin, which leave the machine to Python until then. */
function announceOnceSettled(python: PythonClient): void {
  const forget = python.subscribe(({ name }) => {
    if (name === "starting") return;
    forget();
    document.dispatchEvent(new Event("python-settled"));
  });
}
