// The entry for pages with exercises: it mounts a panel in each. Its chunk has the editor, and is loaded only
// there.

import { adoptEditorStyles } from "../editor/csp_styles.ts";
import { ExercisePanel } from "../exercise/exercise_panel.ts";
import { mountDesignChoice } from "../features/designs/design_choice.ts";
import type { TaskRequest } from "../protocol/messages.ts";
import { filesToRun, type LabData, readLabData, starterOf } from "../protocol/page_data.ts";
import { shareCheck } from "../python/shared_check.ts";
import { openStorage } from "../storage/key_value.ts";
import { python } from "./shared_python.ts";

/** Mounts the panels; returns what to call when the reader leaves the page. */
export function mountExercises(labs: HTMLElement[]): () => void {
  adoptEditorStyles();
  python.shareCheck = shareCheck;
  const storage = openStorage();
  const leaveChoice = mountDesignChoice(); // first: what a link leads to has to be shown
  let codeBefore: string | null = null;
  const panels = labs.map((lab, index) => {
    const data = readLabData(lab);
    const panel = new ExercisePanel(data, python, storage, index + 1, codeBefore);
    if (data.kind === "demonstration") codeBefore = starterOf(data);
    if (data.kind === "exercise") python.rehearsal = checkOf(data);
    lab.append(panel.root);
    // A page with many ideas has thousands of coloured words in it, which the editor shows now.
    for (const plain of lab.querySelectorAll(".cm-plain")) plain.remove();
    return panel;
  });
  for (const panel of panels) panel.readAddress();
  return () => {
    leaveChoice();
    for (const panel of panels) panel.dispose();
  };
}

/** The check of what an exercise begins with. */
function checkOf(data: LabData): TaskRequest {
  const files = filesToRun(data, starterOf(data));
  return { task: "check", files, main: data.file, wanted: "{}" };
}
