// The words around the comparison of two versions.

const places = (count: number): string =>
  count === 1 ? "1 place differs" : `${count} places differ`;

export const diffWords = {
  button: "Differences",
  with: "Your code beside",
  starter: "the starter",
  solution: "the solution",
  shared: "the shared code",
  codeBefore: "the previous code on this page",
  given: "this code as given",
  of: (page: string) => `your code of ${page}`,
  yours: "your code now",
  next: "Next difference",
  same: "There is no difference.",
  count: (count: number, other: string) => `${places(count)} from ${other}.`,
  solutionHidden: "The solution is among them once you have opened it.",
  before: (name: string) => `${name}: what is not in your code has a minus`,
  now: "Your code now: what is added has a plus",
  unified: (name: string) =>
    `Your code now, and ${name}: removed lines have a minus, added ones a plus`,
  failed: "The comparison could not be loaded. Check the connection, then try again.",
};
