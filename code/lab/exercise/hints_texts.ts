// The words of the hints and the solution below an exercise.

export const hintsWords = {
  hint: (next: number, all: number) => (next > all ? "Hints" : `Hint ${next} of ${all}`),
  solution: "Solution",
  /** Beside the solution's line, until it was opened. */
  untried: "offered after your first check",
  tried: "you have tried: open when you like",
  ask: "You have not checked any change of yours yet. A try of your own first, then press Check; or look now.",
  insist: "Show the solution now",
  notNow: "Not now",
};
