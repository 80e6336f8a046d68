// Whether the site was updated since this page was opened. What this page may still ask for is gone then, and
// only a reload helps.

const patienceMilliseconds = 5_000;

/** Asks the network whether a reload would bring another `lab.js` than the one of this page. */
export async function wasUpdated(): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[src*="/lab/lab.js"]');
  if (entry === null) return false;
  try {
    const signal = AbortSignal.timeout(patienceMilliseconds);
    const page = await fetch(location.href, { cache: "no-cache", signal });
    const [, version] = /\/lab\/lab\.js\?v=(\w+)"/.exec(await page.text()) ?? [];
    return version !== undefined && version !== new URL(entry.src).searchParams.get("v");
  } catch {
    return false;
  }
}
