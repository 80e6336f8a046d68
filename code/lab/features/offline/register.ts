// Has the browser keep the site for when there is no network, but not before Python is there: what the
// reader waits for comes first.

import type { PythonClient } from "../../python/client.ts";
import { keepsOffline } from "../../shared/build_constants.ts";
import { siteRoot } from "../../shared/site_map.ts";

/** Asks for it once. It is an extra: where the browser refuses, all is as it would be without. */
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
