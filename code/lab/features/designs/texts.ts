// The words of the choice between designs.

export const designWords = {
  choice: "Designs to begin with",
  yours: (time: string) => `yours, ${time}`,
};
