// The words before anything has run on PostgreSQL; the others are in texts.ts, and are loaded with what shows it.

export const loaderWords = {
  run: "Run it on PostgreSQL",
  about: (megabytes: string) =>
    `Your code, unchanged, on a real database in this page. ${megabytes} MB are loaded for it, once.`,
  whatItIs: "What this shows, and what it cannot",
  failed: "What runs on PostgreSQL could not be loaded. Check the connection, then try again.",
  retry: "Try again",
};
