// The words of the backup.

export const backupWords = {
  sentence: "To continue in another browser, save all your work as one file, and import it there.",
  forgets:
    "Safari deletes what a site keeps once you have used Safari on seven days without coming here. Save the file before a break.",
  export: "Save all my work as a file",
  import: "Import a file",
  done: (count: number) =>
    `${count === 1 ? "1 entry is" : `${count} entries are`} imported. Where the file and this browser differ, the newer one is shown and the other is among the earlier versions.`,
  reload: "Reload to see it",
  full: "The browser has no room for this file. Nothing that was here is lost.",
  unreadable:
    "This file cannot be read: it isn't valid JSON. Choose the file that this page saved.",
  wrong: (field: string, rule: string) =>
    `This file cannot be imported: ${field} ${rule}. Nothing was changed. Choose the file as it was saved.`,
  rules: {
    format: "does not say consistent-messaging",
    version: "is not 1; reload the page, which may be older than the file",
    list: "is not a list",
    object: "is not an entry",
    name: "is not the name of an exercise or a note",
    hash: "is not the hash of a starter",
    text: "is not a text of at most a million characters",
    time: "is not a time",
    reason: "is not a known reason",
    count: "is not a count",
    yesOrNo: "is neither true nor false",
    verdict: "is not a verdict",
    path: "is not the path of a page",
  },
};
