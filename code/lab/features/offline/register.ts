// Registers the service worker, which keeps the site for readers without a network; not before Python is
// ready, because the reader waits for that.

import type { PythonClient } from "../../python/client.ts";
import { keepsOffline } from "../../shared/build_constants.ts";
import { siteRoot } from "../../shared/site_map.ts";

/** Registers it once Python is ready; where the browser refuses, the site works as without. */
export function registerServiceWorker(python: PythonClient): void {
  if (!keepsOffline || !("serviceWorker" in navigator) || wantsLittleTraffic()) return;
  const forget = python.subscribe(({ name }) => {
    if (name !== "ready") return;
    forget();
    navigator.serviceWorker.register(new URL("service_worker.js", siteRoot)).catch(() => {});
  });
}

/** As a reader can ask for in the settings of a browser on a phone. */
function wantsLittleTraffic(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
