// The words of completion; the sentences about the course's API come from its docstrings.

export const completionWords = {
  yours: "From your own code.",
  imports: (module: string) => `from ${module}`,
};
