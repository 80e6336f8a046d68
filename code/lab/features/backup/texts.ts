// The words of the backup.

export const backupWords = {
  sentence:
    "To go on in another browser, take all your work along as one file, and bring it in there.",
  forgets:
    "Safari deletes what a site keeps once you have used Safari on seven days without coming here. Take the file along before a break.",
  export: "Save all my work as a file",
  import: "Bring in a file",
  done: (count: number) =>
    `${count === 1 ? "1 entry is" : `${count} entries are`} brought in. Where the file and this browser differ, the newer one is shown and the other is among the earlier versions.`,
  reload: "Reload to see it",
  full: "The browser has no room for this file. Nothing that was here is lost.",
  unreadable: "This file cannot be read: it is no JSON. Choose the file that this page saved.",
  wrong: (field: string, rule: string) =>
    `This file cannot be brought in: ${field} ${rule}. Nothing was changed. Choose the file as it was saved.`,
  rules: {
    format: "does not say consistent-messaging",
    version: "is not 1; reload the page, which may be older than the file",
    list: "is no list",
    object: "is no entry",
    name: "is no name of an exercise or a note",
    hash: "is no hash of a starter",
    text: "is no text of at most a million characters",
    time: "is no time",
    reason: "is no reason that there is",
    count: "is no count",
    yesOrNo: "is neither true nor false",
    verdict: "is no verdict",
    path: "is no path of a page",
  },
};
