// The entry that every page loads: small; the parts of a page are loaded where there are such parts.
// It follows Material's instant navigation, where the script stays and the content changes.

import { loadPart } from "./load_part.ts";

declare global {
  interface Window {
    document$?: { subscribe(listener: () => void): void };
  }
}

let leavePage: (() => void) | undefined;
let leaveNotes: (() => void) | undefined;
let leaveProgress: (() => void) | undefined;

async function enterPage(): Promise<void> {
  leavePage?.();
  leavePage = undefined;
  await Promise.all([enterNotes(), enterLabs(), enterProgress()]);
}

async function enterNotes(): Promise<void> {
  leaveNotes?.();
  leaveNotes = undefined;
  const place = document.querySelector(".cm-notes, .cm-gathered, details.idea");
  if (place === null) return;
  const { mountNotes } = await loadPart(() => import("./notes/mount_notes.ts"));
  if (place.isConnected) leaveNotes = mountNotes();
}

async function enterProgress(): Promise<void> {
  leaveProgress?.();
  leaveProgress = undefined;
  const article = document.querySelector("article");
  const { mountProgress } = await loadPart(() => import("./progress/mount_progress.ts"));
  if (article?.isConnected) leaveProgress = mountProgress();
}

async function enterLabs(): Promise<void> {
  const labs = [...document.querySelectorAll<HTMLElement>(".cm-lab")];
  if (labs.length === 0) return;
  void wakePython(labs);
  try {
    const { mountLabs } = await loadPart(() => import("./mount.ts"));
    // The reader may have gone on while the editor was loading.
    if (labs.every((lab) => lab.isConnected)) leavePage = mountLabs(labs);
  } catch (error) {
    for (const lab of labs) explainMissingEditor(lab);
    throw error;
  }
}

/** Under instant navigation, and if `wake.js` did not come. The editor says so if this part is missing. */
async function wakePython(labs: HTMLElement[]): Promise<void> {
  const part = await loadPart(() => import("./site_python.ts")).catch(() => null);
  if (labs.some((lab) => lab.dataset.lab !== "snippet")) part?.python.prepareChecks();
  part?.python.start();
}

// Said here and not in texts.ts, because this is the sentence for when nothing else could be loaded.
function explainMissingEditor(lab: HTMLElement): void {
  if (lab.querySelector(".lab-missing") !== null) return;
  const sentence = document.createElement("p");
  sentence.className = "lab-missing";
  sentence.textContent = "The editor could not be loaded. Reload the page to try again.";
  lab.prepend(sentence);
}

if (window.document$) window.document$.subscribe(() => void enterPage());
else if (document.readyState === "loading")
  document.addEventListener("DOMContentLoaded", () => void enterPage());
else void enterPage();
