// The words for how far the reader has come. They are loaded with every page.

import type { Progress } from "./progress.ts";

function hours(minutes: number): string {
  const rest = minutes % 60;
  const whole = Math.floor(minutes / 60);
  if (whole === 0) return `${rest} min`;
  return rest === 0 ? `${whole} h` : `${whole} h ${rest}`;
}

export const progressWords = {
  goOn: (number: number) => `Go on with item ${number}`,
  soFar: (done: number, all: number, minutes: number, left: number): string =>
    `${done} of ${all} done; ${hours(minutes)} in all, ${left === 0 ? "nothing" : hours(left)} to go`,
  beside: { done: "done", begun: "begun" },
  sentence: (progress: Progress): string => {
    if (progress.state === "none") return "not begun";
    if (progress.state === "begun")
      return "all" in progress ? `${progress.holding} of ${progress.all} checks hold` : "begun";
    return progress.how === "read" ? "read" : `all ${progress.all} checks hold`;
  },
};
