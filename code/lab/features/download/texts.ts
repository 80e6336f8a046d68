// The words of the download.

export const downloadWords = {
  download: "Download",
  sentence: "An archive with your code, the checks and the library; pytest runs it as it is.",
  one: "This exercise",
  design: "This design",
  all: "The whole course, with all your work",
  failed: "The download could not be put together. Check the connection, then try again.",
};
