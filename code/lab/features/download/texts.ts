// The words of the download.

export const downloadWords = {
  download: "Download",
  sentence: "An archive with your code, the checks and the library; pytest runs it as it is.",
  one: "This exercise",
  project: "A project on PostgreSQL",
  design: "This design",
  projectSentence:
    "Or your code with a worker that runs it on a real PostgreSQL, as the README says.",
  all: "The whole course, with all your work",
  failed: "The download could not be put together. Check the connection, then try again.",
};
