// In the place of what PGlite asks for under Node.js, and no browser has: a worker that imports it would not start.

export {};
