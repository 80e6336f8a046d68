// Asks the service worker to keep PostgreSQL, too, for readers without a network. It keeps all other files of the
// site without being asked; this one is large, and few readers want it.

import { keepsOffline } from "../../shared/build_constants.ts";

/** Asks for it as soon as the service worker is there; where there is none, nothing happens. */
export function keepDatabaseOffline(): void {
  if (!keepsOffline || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage("keep the database"));
}
