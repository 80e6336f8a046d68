// The entry for pages with exercises: it mounts a panel in each. Its chunk has the editor, and is loaded only
// there.

import { adoptEditorStyles } from "../editor/csp_styles.ts";
import { ExercisePanel } from "../exercise/exercise_panel.ts";
import { readLabData, starterOf } from "../protocol/page_data.ts";
import { openStorage } from "../storage/key_value.ts";
import { python } from "./shared_python.ts";

/** Mounts the panels; returns what to call when the reader leaves the page. */
export function mountExercises(labs: HTMLElement[]): () => void {
  adoptEditorStyles();
  const storage = openStorage();
  let codeBefore: string | null = null;
  const panels = labs.map((lab, index) => {
    const data = readLabData(lab);
    const panel = new ExercisePanel(data, python, storage, index + 1, codeBefore);
    if (data.kind === "demonstration") codeBefore = starterOf(data);
    lab.append(panel.root);
    // Hidden and not removed: the data stays beside it, and a link to a file's anchor still resolves.
    for (const plain of lab.querySelectorAll<HTMLElement>(".cm-plain")) plain.hidden = true;
    return panel;
  });
  for (const panel of panels) panel.readAddress();
  return () => {
    for (const panel of panels) panel.dispose();
  };
}
