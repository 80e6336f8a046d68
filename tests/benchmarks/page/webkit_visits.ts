// Visits each site in WebKit, as far as its driver allows: how long a first and a later visit take until the
// first output. The stopwatch comes into a page once that is loaded, so Run is pressed then at the earliest.

import { setTimeout as pause } from "node:timers/promises";
import { WebKit } from "../../browser/webkit.ts";
import { answer, type Contender } from "./contenders.ts";
import { inPage } from "./stopwatch.ts";
import { type Figures, restMilliseconds, serve } from "./visits.ts";

const runAtOnce = `const [text, done] = arguments;
  const seen = window.stopwatch.shown(text);
  window.stopwatch.press("Run").then(() => seen).then(done);`;

/** One round: a browser that knows nothing, a first visit, and another one. */
export async function visitInWebKit({ folder, path }: Contender): Promise<Figures> {
  const site = await serve(folder);
  const webkit = await WebKit.start();
  const firstOutput = async (): Promise<number> => {
    await webkit.open("about:blank");
    await pause(restMilliseconds);
    await webkit.open(site.url + path);
    return (await webkit.hear(`${inPage}\n${runAtOnce}`, answer)) as number;
  };
  try {
    return { first_visit: await firstOutput(), later_visit: await firstOutput() };
  } finally {
    await webkit.close();
    await site.close();
  }
}
