// The one Python of all pages: under instant navigation this module outlives a page, and the worker too.
// It is a part of its own, so that Python begins to load while the editor does.

import { build } from "./build_constants.ts";
import { keepForOffline } from "./offline/offline.ts";
import { Python } from "./python.ts";
import { startWorker } from "./start_worker.ts";

// The query tells an old page's request from a new one's: a newer worker answers with another build.
export const python = new Python(build, () =>
  startWorker(new URL(`worker.js?build=${build}`, import.meta.url)),
);

keepForOffline(python);
