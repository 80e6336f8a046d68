// All of the reader's work as one file, to be saved and to be brought in again.

import { button, element } from "../../shared/dom.ts";
import { download } from "../../shared/save_file.ts";
import { forgetsAfterAWeek } from "../../storage/persistent_storage.ts";
import type { KeyValueStorage } from "../../storage/work_storage.ts";
import type { Notices } from "../../ui/notices.ts";
import { bringIn, collectEverything } from "./backup_import_export.ts";
import { readEverything, UnfitFileError } from "./backup_schema.ts";
import { everythingWords } from "./texts.ts";

/** Two buttons with the sentence about them; `flush` saves first what was typed last. */
export function makeEverything(
  storage: KeyValueStorage,
  notices: Notices,
  flush: () => void,
): HTMLElement {
  const chooser = element("input", { type: "file", accept: ".json,application/json" });
  chooser.setAttribute("aria-label", everythingWords.import);
  chooser.hidden = true;
  chooser.addEventListener("change", () => {
    const [file] = chooser.files ?? [];
    if (file) void bringFileIn(file, storage, notices, flush);
    chooser.value = "";
  });
  const sentence = forgetsAfterAWeek()
    ? `${everythingWords.sentence} ${everythingWords.forgets}`
    : everythingWords.sentence;
  return element(
    "div",
    { class: "lab-home" },
    element("span", {}, sentence),
    button(everythingWords.export, () => save(storage, flush)),
    button(everythingWords.import, () => chooser.click()),
    chooser,
  );
}

function save(storage: KeyValueStorage, flush: () => void): void {
  flush();
  const day = new Date().toISOString().slice(0, 10);
  const json = JSON.stringify(collectEverything(storage), null, 1);
  download(`consistent-messaging-${day}.json`, json, "application/json");
}

async function bringFileIn(
  file: File,
  storage: KeyValueStorage,
  notices: Notices,
  flush: () => void,
): Promise<void> {
  flush();
  try {
    const count = bringIn(storage, readEverything(await file.text()));
    const reload = { label: everythingWords.reload, go: () => location.reload() };
    notices.show("import", everythingWords.done(count), [reload]);
  } catch (error) {
    const sentence = error instanceof UnfitFileError ? error.message : everythingWords.full;
    notices.show("import", sentence, []);
  }
}
