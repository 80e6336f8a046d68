// The words before a history is shown; those of the history itself are in texts.ts, and are loaded with it.

export const loaderWords = {
  ofCheck: (title: string) => `In the check “${title}”`,
  ofRun: "In your last run",
  ofLink: "In the history that came with the link",
  failed: "The history could not be loaded. Check the connection, then try again.",
  retry: "Try again",
  busy: "Python is busy. Wait until it is ready, or press Stop; then try again.",
  nothing: "No history: Python ended too early.",
};
