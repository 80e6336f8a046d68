// Puts a bench into each lab of the page, and wakes Python when the browser has nothing else to do.
// This chunk carries the editor and is loaded only on pages that have a lab.

import { Bench } from "./bench.ts";
import { build } from "./build_constants.ts";
import { placeEditorStyles } from "./editor_styles.ts";
import { keepForOffline } from "./offline/offline.ts";
import { readLabData } from "./page_data.ts";
import { Python } from "./python.ts";
import { startWorker } from "./start_worker.ts";
import { openStorage } from "./storage.ts";

// The module outlives a page under instant navigation, and so does the one worker. The query tells
// an old page's request from a new one's: a newer worker answers with another build.
const python = new Python(build, () =>
  startWorker(new URL(`worker.js?build=${build}`, import.meta.url)),
);

keepForOffline(python);

/** Returns what to call when the reader leaves the page. */
export function mountLabs(labs: HTMLElement[]): () => void {
  placeEditorStyles();
  const storage = openStorage();
  const benches = labs.map((lab, index) => {
    const data = readLabData(lab);
    const bench = new Bench(data, python, storage, index + 1);
    lab.append(bench.root);
    // Hidden and not removed: the data stays beside it, and a link to a file's anchor still resolves.
    for (const plain of lab.querySelectorAll<HTMLElement>(".cm-plain")) plain.hidden = true;
    if (data.kind !== "snippet") python.prepareChecks();
    return bench;
  });
  whenIdle(() => python.start());
  return () => {
    for (const bench of benches) bench.dispose();
  };
}

function whenIdle(action: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(action, { timeout: 2000 });
  else setTimeout(action, 200);
}
