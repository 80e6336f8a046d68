// Asks the browser not to clear what is saved here when it needs room.

let asked = false;

/** Asks the browser, once for each page. */
export function askToPersist(): void {
  if (asked) return;
  asked = true;
  // Missing in an insecure context; a browser that refuses goes on saving all the same.
  navigator.storage?.persist?.().catch(() => {});
}

/** Says whether this browser clears a site's storage after seven days of its use without a visit. */
export function forgetsAfterAWeek(agent = navigator.userAgent): boolean {
  return /Version\/[\d.]+.*Safari\//.test(agent) && !/Chrom|Android|Edg/.test(agent);
}
