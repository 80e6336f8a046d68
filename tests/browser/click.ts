// A click of the mouse that meets what it is meant for. A page moves while it is read: lines are printed,
// rows come and go; and where something has been a moment before is not where it is.

import { setTimeout as pause } from "node:timers/promises";
import type { ElementHandle, Page } from "puppeteer-core";

type Target = ElementHandle<HTMLElement>;

/** Clicks on what is found, as a person does: when it is at rest and usable, and again if it was missed. */
export async function click(page: Page, find: () => Promise<Target>): Promise<void> {
  const until = Date.now() + page.getDefaultTimeout();
  for (;;) {
    const target = await find();
    if ((await target.evaluate(comesToRest)) && (await isHit(target))) return;
    await page.bringToFront(); // else it may be drawn no more, and then nothing comes to rest
    if (Date.now() > until) {
      const html = await target.evaluate((each) => each.outerHTML.slice(0, 200));
      throw new Error(`This could not be clicked on: ${html}`);
    }
  }
}

async function isHit(target: Target): Promise<boolean> {
  const hit = target.evaluate(meetsTheClick).catch(() => true); // the page was left by it
  const isThere = await target.click().then(
    () => true,
    () => false, // it has just gone
  );
  return isThere && Promise.race([hit, pause(5000, false, { ref: false })]);
}

// Runs in the page: whether it can be used, stays where it is for a frame, and is covered by nothing but
// another part of its control.
async function comesToRest(each: HTMLElement): Promise<boolean> {
  // As a reader does who sees it half behind the header, which stays when the page is scrolled.
  each.scrollIntoView({ block: "center", behavior: "instant" });
  const before = each.getBoundingClientRect();
  const isDrawn = await new Promise<boolean>((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
    setTimeout(resolve, 1000, false);
  });
  const { x, y, width, height } = each.getBoundingClientRect();
  const isStill = isDrawn && x === before.x && y === before.y;
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  const control = each.closest("button, summary, label") ?? each;
  return isStill && control.contains(top) && !control.matches(":disabled, [aria-disabled=true]");
}

// Runs in the page: whether the next click is on this. One that goes astray does nothing.
async function meetsTheClick(each: HTMLElement): Promise<boolean> {
  const kept = window as unknown as { watching?: AbortController };
  kept.watching?.abort(); // what was watched for before did not come
  const over = new AbortController();
  kept.watching = over;
  const options = { capture: true, signal: over.signal };
  const hit = await new Promise<boolean>((resolve) => {
    addEventListener(
      "click",
      (event) => {
        const control = each.closest("button, summary, label") ?? each;
        const isMeant = control.contains(event.target as Node);
        if (!isMeant) event.stopImmediatePropagation();
        if (!isMeant) event.preventDefault();
        resolve(isMeant);
      },
      options,
    );
    // Between two things there is no click at all; where there is one, it comes right after this.
    addEventListener("mouseup", () => setTimeout(resolve, 0, false), options);
  });
  over.abort();
  return hit;
}
