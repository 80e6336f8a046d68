// What the page says where the course was updated since it was opened.

export const updateWords = {
  sentence:
    "The course was updated since this page was opened. Reload the page; your work is kept.",
  reload: "Reload the page",
};
