// Puts a bench into each lab of the page.
// This chunk carries the editor and is loaded only on pages that have a lab.

import { adoptEditorStyles } from "../editor/csp_styles.ts";
import { ExercisePanel } from "../exercise/exercise_panel.ts";
import { readLabData } from "../protocol/page_data.ts";
import { openStorage } from "../storage/work_storage.ts";
import { python } from "./shared_python.ts";

/** Returns what to call when the reader leaves the page. */
export function mountExercises(labs: HTMLElement[]): () => void {
  adoptEditorStyles();
  const storage = openStorage();
  const panels = labs.map((lab, index) => {
    const data = readLabData(lab);
    const bench = new ExercisePanel(data, python, storage, index + 1);
    lab.append(bench.root);
    // Hidden and not removed: the data stays beside it, and a link to a file's anchor still resolves.
    for (const plain of lab.querySelectorAll<HTMLElement>(".cm-plain")) plain.hidden = true;
    return bench;
  });
  return () => {
    for (const bench of panels) bench.dispose();
  };
}
