// The service worker: it keeps one whole deployment of the site, so that the course works without a network.
// A cache is filled once, with the files of one deployment and with nothing else, each compared with the
// digest that the build wrote down: so pages, scripts and Python from there always belong together. What
// the network has is never put into it. A newer deployment fills a cache of its own, and takes over when
// no page of the older one is open any more. What may have changed since is asked of the network first; what
// is kept is the answer where that takes too long, or where not the site answers: a server that is down, or
// somebody between who wants a password.

import { build } from "../../shared/build_constants.ts";

/** What the build puts before this script: each file's path below the site's root, and its digest. */
declare const SITE_FILES: Record<string, string>;
declare const DEPLOYMENT: string;
/** Those of them that are kept once the page asks for it: a database. */
declare const ON_DEMAND: string[];

interface LifeEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  readonly registration: {
    readonly scope: string;
    readonly installing: unknown;
    readonly waiting: unknown;
  };
  readonly clients: { claim(): Promise<void> };
  addEventListener(
    type: "install" | "activate" | "message",
    listener: (event: LifeEvent) => void,
  ): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}

const scope = globalThis as unknown as Scope;
const root = new URL(scope.registration.scope);
const family = `consistent-messaging ${root.pathname} `; // another course may have the same origin
const current = family + DEPLOYMENT;
const sideBySide = 4;
const patienceMilliseconds = 3_000;
const mark = "assets/lab/site.css"; // in the head of every page

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(takeOver()));
scope.addEventListener("message", (event) => event.waitUntil(fillWith(ON_DEMAND)));
scope.addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path === null) return;
  const whole = isNamedByContent(path, event.request) ? fromCacheFirst : fromNetworkFirst;
  event.respondWith(whole(event.request, path));
});

async function fill(): Promise<void> {
  const later = (await wasAskedFor()) ? [] : ON_DEMAND;
  await fillWith(Object.keys(SITE_FILES).filter((path) => !later.includes(path)));
}

/** Whether the reader has had what is kept on demand, of this deployment or of an earlier one. */
async function wasAskedFor(): Promise<boolean> {
  for (const cache of await keptBefore())
    for (const path of ON_DEMAND) if (await cache.match(new URL(path, root).href)) return true;
  return false;
}

/** Rejects when a file cannot be had as it was built; what there is by then serves the next attempt. */
async function fillWith(paths: string[]): Promise<void> {
  const cache = await caches.open(current);
  const kept = [cache, ...(await keptBefore())];
  const missing = [...paths];
  async function fillOn(): Promise<void> {
    for (let next = missing.pop(); next !== undefined; next = missing.pop())
      await keep(cache, kept, next, SITE_FILES[next] as string);
  }
  await Promise.all(Array.from({ length: sideBySide }, fillOn));
}

async function keptBefore(): Promise<Cache[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith(family));
  return Promise.all(names.map((name) => caches.open(name)));
}

async function keep(cache: Cache, kept: Cache[], path: string, digest: string): Promise<void> {
  const address = new URL(path, root).href;
  for (const earlier of kept) {
    const response = await earlier.match(address);
    if (response?.headers.get("etag") !== digest) continue;
    if (earlier !== cache) await cache.put(address, response);
    return;
  }
  const response = await fetch(address, { cache: "no-cache" });
  const bytes = await response.arrayBuffer();
  if ((await digestOf(bytes)) !== digest)
    throw new Error(`${path} is not as it was built: another deployment is under way`);
  const headers = { "content-type": response.headers.get("content-type") ?? "", etag: digest };
  await cache.put(address, new Response(bytes, { headers }));
}

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Deletes what earlier deployments kept; if a later one is on its way, its cache is there, too, and it tidies up. */
async function takeOver(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(family));
  const { installing, waiting } = scope.registration;
  if (installing === null && waiting === null)
    await Promise.all(names.filter((name) => name !== current).map((name) => caches.delete(name)));
  await scope.clients.claim(); // the page that is open when the first cache is full
}

/** The path below the root, or null for what is none of this script's business. */
function pathOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== root.origin) return null;
  return pathname.startsWith(root.pathname) ? pathname.slice(root.pathname.length) : null;
}

/** Whether another content would have another address, so that what is kept is never too old. */
function isNamedByContent(path: string, request: Request): boolean {
  const { searchParams } = new URL(request.url);
  const version = searchParams.get("v"); // how a page names it: code/site_build/versioned_addresses.py
  if (version !== null) return SITE_FILES[path]?.startsWith(version) ?? false;
  if (path.startsWith("assets/lab/") && searchParams.get("build") === build) return true;
  return /^assets\/(python\/|postgresql\/|lab\/.*-[A-Z0-9]{8}\.js$|.*\.[0-9a-f]{8}\.min\.)/.test(
    path,
  );
}

async function fromCacheFirst(request: Request, path: string): Promise<Response> {
  return (await find(path)) ?? fetch(request);
}

async function fromNetworkFirst(request: Request, path: string): Promise<Response> {
  const answer = fetch(request);
  answer.catch(() => {}); // what is kept is looked for first
  const kept = await findAnswer(path).catch(() => undefined);
  if (kept === undefined) return answer;
  try {
    return await inTime(requireOwn(answer, request, kept));
  } catch {
    return kept;
  }
}

function inTime<Result>(result: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("the network takes too long")), patienceMilliseconds);
    result.then(resolve, reject);
  });
}

/** Rejects an answer that is not the site's own. */
async function requireOwn(
  answer: Promise<Response>,
  request: Request,
  kept: Response,
): Promise<Response> {
  const response = await answer;
  // Where it leads to is hidden from this script, so it goes there, too; the site itself may have moved.
  const shown = response.type === "opaqueredirect" ? await fetch(request.url) : response;
  if (!(await isOwn(shown, kept))) throw new Error(`${request.url}: the site does not answer`);
  return response;
}

async function isOwn(response: Response, kept: Response): Promise<boolean> {
  const html = "text/html";
  const wanted = kept.ok ? typeOf(kept) : html; // what it redirects to is a page
  if (response.status >= 500 || typeOf(response) !== wanted) return false;
  return wanted !== html || hasMark(response.clone());
}

function typeOf({ headers }: Response): string {
  return headers.get("content-type")?.split(";")[0] ?? "";
}

/** Reads no further than to the mark, so that the page can be shown while it arrives. */
async function hasMark({ body }: Response): Promise<boolean> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (!text.includes(mark)) continue;
    void reader?.cancel();
    return true;
  }
  return false;
}

async function findAnswer(path: string): Promise<Response | undefined> {
  const kept = await find(path);
  if (kept || !(await find(`${path}/`))) return kept;
  return Response.redirect(new URL(`${path}/`, root)); // as the site does
}

async function find(path: string): Promise<Response | undefined> {
  const cache = await caches.open(current);
  return cache.match(new URL(path, root).href);
}
