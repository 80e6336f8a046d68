// The entry of every page, `lab.js`. It is small: what only some pages need is loaded there. It follows
// Material's instant navigation, where the script stays and the content changes.

import { forgetEarlyClicks } from "../features/early_clicks/early_clicks.ts";
import { mountNotes } from "../features/notes/mount.ts";
import { mountProgress } from "../features/progress/mount.ts";
import { mountScrollingCode } from "../features/scrolling_code/scrolling_code.ts";
import { guardSingleKeys } from "../features/single_keys/single_keys.ts";
import { lazyImport } from "../shared/lazy_import.ts";
import { openStorage } from "../storage/key_value.ts";
import { missingPart, reload } from "../ui/notices.ts";
import { python } from "./shared_python.ts";

declare global {
  interface Window {
    document$?: { subscribe(listener: () => void): void };
  }
}

let entered: Element | null | undefined; // the article of the page
let mount: typeof import("./mount_exercises.ts") | undefined; // once it was needed
const leaving: (() => void)[] = []; // what each part has to do when the page is left

async function enterPage(): Promise<void> {
  const article = document.querySelector("article");
  entered = article;
  for (const leave of leaving.splice(0)) leave();
  try {
    await enterExercises();
  } finally {
    if (entered === article) leaving.push(mountNotes(), mountProgress(), mountScrollingCode());
  }
}

async function enterExercises(): Promise<void> {
  const labs = [...document.querySelectorAll<HTMLElement>(".cm-lab")];
  if (labs.length === 0) return;
  preloadPython(labs);
  try {
    // Not waited for when it is there: what else the page does on entering it would come first.
    mount ??= await lazyImport(() => import("./mount_exercises.ts"));
    // The reader may have gone on while the editor was loading.
    if (labs.every((lab) => lab.isConnected)) leaving.push(mount.mountExercises(labs));
  } catch (error) {
    for (const lab of labs) void explainMissingEditor(lab);
    throw error;
  }
}

/** Under instant navigation, and if `wake.js` did not come. */
function preloadPython(labs: HTMLElement[]): void {
  if (labs.some((lab) => lab.dataset.lab !== "snippet")) python.prepareChecks();
  python.start();
}

// The sentence is here and not in a texts.ts, because nothing else may have been loaded.
async function explainMissingEditor(lab: HTMLElement): Promise<void> {
  const sentence = "The editor could not be loaded. Reload the page to try again.";
  const notice = await missingPart(sentence, [reload]);
  notice.classList.add("lab-missing");
  lab.querySelector(".lab-missing")?.remove();
  lab.prepend(notice);
}

// Where Material's script comes later, it may or may not report the page that was entered before it.
function enterEachPage(): void {
  window.document$?.subscribe(() => {
    if (document.querySelector("article") !== entered) void enterPage();
  });
}

guardSingleKeys(openStorage());
forgetEarlyClicks();
if (window.document$) enterEachPage();
else {
  document.addEventListener("theme-loaded", enterEachPage);
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", () => void enterPage());
  else void enterPage();
}
