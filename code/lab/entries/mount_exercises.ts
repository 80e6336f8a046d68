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
  const all = labs.map(readLabData);
  python.rehearsal = [...checksOf(all, "exercise"), ...checksOf(all, "demonstration")];
  const panels = all.map((data, index) => {
    const panel = new ExercisePanel(data, python, storage, index + 1, codeBefore);
    if (data.kind === "demonstration") codeBefore = starterOf(data);
    labs[index]?.append(panel.root);
    return panel;
  });
  // A page with many ideas has thousands of coloured words in them, which the editors show now.
  for (const lab of labs) for (const plain of lab.querySelectorAll(".cm-plain")) plain.remove();
  for (const panel of panels) panel.readAddress();
  return () => {
    leaveChoice();
    for (const panel of panels) panel.dispose();
  };
}

/** The checks of what those of one kind begin with. */
function checksOf(all: LabData[], kind: LabData["kind"]): TaskRequest[] {
  return all
    .filter((data) => data.kind === kind)
    .map((data) => {
      const files = filesToRun(data, starterOf(data));
      return { task: "check", files, main: data.file, wanted: "{}" };
    });
}
