// Talks with the worker as the page does, without the page's buttons.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import type { PythonEvent } from "../../code/lab/protocol/messages.ts";
import { filesToRun, type LabData, starterOf } from "../../code/lab/protocol/page_data.ts";
import type { Site } from "./harness.ts";
import { exercisePath, patience } from "./lab_page.ts";

export interface Job {
  task: "run" | "check";
  files: Record<string, string>;
  main: string;
}

export interface Talk {
  /** Asks for what a check needs, as a page does in a quiet moment, and waits for nothing. */
  prepareChecks(): Promise<void>;
  /** What the worker says to these jobs, one after the other, less how long it took. */
  told(jobs: Job[]): Promise<string[]>;
  /** How long a job takes, from asking to the last word, and what Python told meanwhile. */
  timed(job: Job): Promise<{ milliseconds: number; events: PythonEvent[] }>;
  close(): Promise<void>;
}

export interface Exercise {
  name: string;
  /** The address of its page, from the site's root. */
  path: string;
  files: Record<string, string>;
  main: string;
  solution: string;
}

interface Shelf {
  port: Worker;
  build: string;
}

/** A worker of the site's own, started in a page with an empty cache. */
export async function startWorker(browser: Browser, site: Site, checks: boolean): Promise<Talk> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.evaluateOnNewDocument(() => {
    const real = window.Worker;
    window.Worker = class extends real {
      constructor(
        private readonly address: string | URL,
        options?: WorkerOptions,
      ) {
        super(address, options);
      }
      override postMessage(message: { build?: string }): void {
        super.postMessage(message);
        const asked = { address: String(this.address), build: message.build };
        if (asked.build !== undefined) Object.assign(window, { asked });
      }
    };
  });
  await page.goto(site.url + exercisePath);
  const found = await page.waitForFunction(
    () => (window as unknown as { asked?: { address: string; build: string } }).asked ?? null,
  );
  const asked = (await found.jsonValue()) as { address: string; build: string };
  await page.evaluate(
    ({ address, build }, wanted) =>
      new Promise<void>((resolve, reject) => {
        const port = new Worker(address, { type: "module" });
        (window as unknown as { shelf: Shelf }).shelf = { port, build };
        port.onmessage = ({ data }) => {
          if (data.kind === "ready") resolve();
          if (data.kind === "failed") reject(new Error(data.detail));
        };
        port.postMessage({ kind: "start", compiled: null, checks: wanted, build });
      }),
    asked,
    checks,
  );
  return {
    prepareChecks: () =>
      page.evaluate(() => {
        const { port, build } = (window as unknown as { shelf: Shelf }).shelf;
        port.postMessage({ kind: "prepare_checks", build });
      }),
    told: (jobs) => page.evaluate(tellAll, jobs),
    timed: (job) => page.evaluate(timeOne, job),
    close: () => context.close(),
  };
}

// Runs in the page.
async function tellAll(jobs: Job[]): Promise<string[]> {
  const { port, build } = (window as unknown as { shelf: Shelf }).shelf;
  const told: string[] = [];
  for (const [job, request] of jobs.entries()) {
    await new Promise<void>((resolve) => {
      port.onmessage = ({ data }) => {
        if (data.kind === "output") for (const part of data.parts) told.push(part.text);
        if (data.kind === "event" && data.event.type !== "progress")
          told.push(JSON.stringify({ ...data.event, seconds: 0 }));
        if (!["output", "event"].includes(data.kind)) {
          told.push(data.kind);
          resolve();
        }
      };
      port.postMessage({ kind: "task", job, wanted: "{}", build, ...request });
    });
  }
  return told;
}

// Runs in the page.
async function timeOne(job: Job): Promise<{ milliseconds: number; events: PythonEvent[] }> {
  const { port, build } = (window as unknown as { shelf: Shelf }).shelf;
  const events: PythonEvent[] = [];
  const began = performance.now();
  await new Promise<void>((resolve) => {
    port.onmessage = ({ data }) => {
      if (data.kind === "event") events.push(data.event);
      if (data.kind === "done") resolve();
    };
    port.postMessage({ kind: "task", job: 0, wanted: "{}", build, ...job });
  });
  return { milliseconds: performance.now() - began, events };
}

/** The exercises as the pages hand them over, with their solutions. */
export async function exercises(): Promise<Exercise[]> {
  const found: Exercise[] = [];
  for (const name of await readdir("site", { recursive: true })) {
    if (!name.endsWith("index.html")) continue;
    const page = await readFile(join("site", name), "utf8");
    for (const [, json = ""] of page.matchAll(/<template class="cm-data">(.*?)<\/template>/gs)) {
      const data = JSON.parse(json) as LabData;
      if (data.kind !== "exercise") continue;
      const solution = await readFile(join("code/exercises", data.name, "solution.py"), "utf8");
      const files = filesToRun(data, starterOf(data));
      const path = name.replace("index.html", "");
      found.push({ name: data.name, path, files, main: data.file, solution });
    }
  }
  return found;
}
