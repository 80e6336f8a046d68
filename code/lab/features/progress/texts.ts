// The words of progress. They are loaded with every page, so they are few.

import type { Progress } from "./progress.ts";

function hours(minutes: number): string {
  const rest = minutes % 60;
  const whole = Math.floor(minutes / 60);
  if (whole === 0) return `${rest} min`;
  return rest === 0 ? `${whole} h` : `${whole} h ${rest}`;
}

export const progressWords = {
  lookBack: "All done: look back",
  goOn: (number: number) => `Continue with item ${number}`,
  soFar: (done: number, all: number, minutes: number, left: number): string =>
    `${done} of ${all} done; ${hours(minutes)} in all, ${left === 0 ? "nothing" : hours(left)} to go`,
  beside: { done: "done", begun: "begun" },
  sentence: (progress: Progress): string => {
    if (progress.state === "none") return "not begun";
    if (progress.state === "begun")
      return "all" in progress ? `${progress.holding} of ${progress.all} checks hold` : "begun";
    if (progress.how === "read") return "read";
    const held = progress.how === "checked" ? "hold" : "held; changed since";
    return `all ${progress.all} checks ${held}`;
  },
};
