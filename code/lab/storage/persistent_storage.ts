// Asks the browser, once, not to clear what is saved here when it wants room.

let asked = false;

export function askToPersist(): void {
  if (asked) return;
  asked = true;
  // Missing in an insecure context; a browser that refuses goes on saving all the same.
  navigator.storage?.persist?.().catch(() => {});
}

/** Whether this is a browser that clears a site's storage after seven days without a visit. */
export function forgetsAfterAWeek(agent = navigator.userAgent): boolean {
  return /Version\/[\d.]+.*Safari\//.test(agent) && !/Chrom|Android|Edg/.test(agent);
}
