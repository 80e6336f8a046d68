// The words for how far the reader has come. They are loaded with every page.

import type { Progress } from "./progress.ts";

export const progressWords = {
  beside: { done: "done", begun: "begun" },
  sentence: (progress: Progress): string => {
    if (progress.state === "none") return "not begun";
    if (progress.state === "begun")
      return "all" in progress ? `${progress.holding} of ${progress.all} checks hold` : "begun";
    return progress.how === "read" ? "read" : `all ${progress.all} checks hold`;
  },
};
