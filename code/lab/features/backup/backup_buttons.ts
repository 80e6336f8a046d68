// The buttons that save all of the reader's work as one file, and import such a file.

import { button, element } from "../../shared/dom.ts";
import { saveFile } from "../../shared/save_file.ts";
import { saveAllEdits } from "../../storage/autosave.ts";
import type { KeyValueStorage } from "../../storage/key_value.ts";
import { forgetsAfterAWeek } from "../../storage/persistent_storage.ts";
import type { Notices } from "../../ui/notices.ts";
import { exportBackup, importBackup } from "./backup_import_export.ts";
import { InvalidBackupError, parseBackup } from "./backup_schema.ts";
import { backupWords } from "./texts.ts";

/** Makes the buttons with a sentence about them. */
export function makeBackupButtons(storage: KeyValueStorage, notices: Notices): HTMLElement {
  const chooser = element("input", { type: "file", accept: ".json,application/json" });
  chooser.setAttribute("aria-label", backupWords.import);
  chooser.hidden = true;
  chooser.addEventListener("change", () => {
    const [file] = chooser.files ?? [];
    if (file) void importFile(file, storage, notices);
    chooser.value = "";
  });
  const sentence = forgetsAfterAWeek()
    ? `${backupWords.sentence} ${backupWords.forgets}`
    : backupWords.sentence;
  return element(
    "div",
    { class: "lab-download" },
    element("span", {}, sentence),
    button(backupWords.export, () => save(storage)),
    button(backupWords.import, () => chooser.click()),
    chooser,
  );
}

function save(storage: KeyValueStorage): void {
  saveAllEdits();
  const day = new Date().toISOString().slice(0, 10);
  const json = JSON.stringify(exportBackup(storage), null, 1);
  saveFile(`consistent-messaging-${day}.json`, json, "application/json");
}

async function importFile(file: File, storage: KeyValueStorage, notices: Notices): Promise<void> {
  saveAllEdits();
  try {
    const count = importBackup(storage, parseBackup(await file.text()));
    const reload = { label: backupWords.reload, go: () => location.reload() };
    notices.show("import", backupWords.done(count), [reload]);
  } catch (error) {
    const sentence = error instanceof InvalidBackupError ? error.message : backupWords.full;
    notices.show("import", sentence, []);
  }
}
