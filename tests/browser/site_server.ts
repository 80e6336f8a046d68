// Serves the built site as GitHub Pages would: below a sub-path, compressed, cached for ten
// minutes, with the site's own 404 page and no special headers. It remembers what was asked of it.

import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";

export interface SiteRequest {
  readonly path: string;
  readonly status: number;
  /** How large the answer is, as it goes over the wire. */
  readonly bytes: number;
}

export interface Site {
  /** Address of the front page, with the sub-path and a slash at its end. */
  readonly url: string;
  /** What pages and workers asked of this server, in order. */
  readonly requests: readonly SiteRequest[];
  /** Addresses on other origins that a page or a worker asked for; needs `watchOrigins`. */
  readonly foreign: readonly string[];
  /** From now on whatever is asked for at such a path gets no answer, as without a network. */
  cut(paths: RegExp): void;
  /** From now on such a path gets another answer than it should, as behind a proxy, or a late one. */
  distort(paths: RegExp, change: (answer: Answer) => Answer | Promise<Answer>): void;
  /** From now on all that is asked for gets its own answer again. */
  mend(): void;
  /** Waits until nothing is asked for any more: until half a second has gone by without a question. */
  idle(): Promise<void>;
  /** Puts another site in the place of this one. */
  deploy(folder: string): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** The folder that `mkdocs build` wrote. */
  readonly folder?: string;
  /** Reports requests to other origins, by a policy that only reports. Pages sends no such header. */
  readonly watchOrigins?: boolean;
  /** For how many seconds a browser may keep an answer without asking again; ten minutes on Pages. */
  readonly maxAge?: number;
  /** Has the service worker, which keeps all files: where nobody asks for it, that would only take time. */
  readonly keptOffline?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const SUB_PATH = "/consistent-messaging/";
const REPORT_PATH = "/violations";

// Everything but another origin is allowed, so whatever is reported is a request to one.
const ORIGIN_POLICY = `default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; report-uri ${REPORT_PATH}`;

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/vnd.microsoft.icon",
  ".js": "application/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "application/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".zip": "application/zip",
};
const COMPRESSED = new Set([
  ".css",
  ".html",
  ".js",
  ".json",
  ".map",
  ".mjs",
  ".svg",
  ".txt",
  ".wasm",
  ".xml",
]);

// By digest, for all sites: on Pages, too, nobody waits until a file is packed.
const compressed = new Map<string, Buffer>();

export async function serveSite(options: SiteOptions = {}): Promise<Site> {
  let folder = options.folder ?? "site";
  let unanswered: RegExp | null = null;
  let distorted: { paths: RegExp; change: (answer: Answer) => Answer | Promise<Answer> } | null;
  distorted = null;
  await requireFolder(folder);
  const requests: SiteRequest[] = [];
  const foreign: string[] = [];
  let unfinished = 0;
  let lastChange = 0;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === REPORT_PATH) {
      foreign.push(await readViolation(request));
      response.writeHead(204).end();
      return;
    }
    if (path.endsWith("/service_worker.js") && !options.keptOffline) {
      response.writeHead(404).end();
      return;
    }
    const isSitemap = path === `${SUB_PATH}sitemap.xml`;
    let answer = isSitemap
      ? await sitemapAnswer(folder, url)
      : await answerFor(folder, path, request);
    if (distorted?.paths.test(path)) answer = await distorted.change(answer);
    if (options.maxAge !== undefined) answer.headers["cache-control"] = `max-age=${options.maxAge}`;
    if (options.watchOrigins) {
      answer.headers["content-security-policy-report-only"] = ORIGIN_POLICY;
    }
    requests.push({ path, status: answer.status, bytes: answer.body.length });
    response.writeHead(answer.status, answer.headers);
    response.end(request.method === "HEAD" ? undefined : answer.body);
  }

  const server = createServer((request, response) => {
    if (unanswered?.test(request.url ?? "")) {
      request.socket.destroy();
      return;
    }
    unfinished += 1;
    response.on("close", () => {
      unfinished -= 1;
      lastChange = performance.now();
    });
    respond(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}${SUB_PATH}`;
  return {
    url,
    requests,
    foreign,
    cut(paths) {
      unanswered = paths;
    },
    distort(paths, change) {
      distorted = { paths, change };
    },
    mend() {
      unanswered = null;
      distorted = null;
    },
    async idle() {
      while (unfinished > 0 || performance.now() - lastChange < 500) await pause(50);
    },
    async deploy(other) {
      await requireFolder(other);
      folder = other;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function requireFolder(folder: string): Promise<void> {
  const isBuilt = await stat(join(folder, "index.html")).catch(() => undefined);
  if (isBuilt === undefined) {
    throw new Error(`${folder}/index.html: the site is not built. Run \`make build\` first.`);
  }
}

async function answerFor(folder: string, path: string, request: IncomingMessage): Promise<Answer> {
  const name = fileName(path);
  if (name !== undefined) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) {
      return fileAnswer(file, 200, request);
    }
    if (found?.isDirectory()) {
      const location = `${path}/`;
      return { status: 301, headers: { location }, body: Buffer.alloc(0) };
    }
  }
  return fileAnswer(join(folder, "404.html"), 404, request);
}

/** The file of the site that a path means, or undefined outside of the sub-path. */
function fileName(path: string): string | undefined {
  if (!path.startsWith(SUB_PATH)) {
    return undefined;
  }
  const inside = normalize(decodeURIComponent(path.slice(SUB_PATH.length)) || "./");
  if (inside.split(sep).includes("..")) {
    return undefined;
  }
  return inside.endsWith(sep) ? join(inside, "index.html") : inside;
}

// The addresses in the sitemap are those for which a site was built, and without the right ones Material
// makes each link a new document. This server is another place than those.
async function sitemapAnswer(folder: string, url: string): Promise<Answer> {
  const written = await readFile(join(folder, "sitemap.xml"), "utf8");
  const addresses = [...written.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address]) => address ?? "");
  const front = addresses.reduce((one, other) => (one.length < other.length ? one : other));
  const content = written.replaceAll(`<loc>${front}`, `<loc>${url}`);
  const headers = { "cache-control": "max-age=600", "content-type": "application/xml" };
  return { status: 200, headers, body: Buffer.from(content) };
}

async function fileAnswer(file: string, status: number, request: IncomingMessage): Promise<Answer> {
  const extension = extname(file);
  const headers: Record<string, string> = {
    "access-control-allow-origin": "*",
    "cache-control": "max-age=600",
    "content-type": CONTENT_TYPES[extension] ?? "application/octet-stream",
    vary: "Accept-Encoding",
  };
  const content = await readFile(file);
  const digest = createHash("sha256").update(content).digest("hex");
  headers.etag = `"${digest.slice(0, 16)}"`;
  if (status === 200 && request.headers["if-none-match"] === headers.etag) {
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  if (!COMPRESSED.has(extension) || !/\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    return { status, headers, body: content };
  }
  const body = compressed.get(digest) ?? gzipSync(content);
  compressed.set(digest, body);
  return { status, headers: { ...headers, "content-encoding": "gzip" }, body };
}

async function readViolation(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const report = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
    "csp-report": { "blocked-uri": string };
  };
  return report["csp-report"]["blocked-uri"];
}
