// What build.mjs writes into the bundles. They are in `assets/lab/`, and `import.meta.url` is the address of
// a bundle: addresses relative to it start there, wherever a source file is.

declare const LAB_BUILD: string;
declare const PYTHON_VERSION: string;
declare const POSTGRESQL: { version: string; bytes: number };
declare const COURSE_VERSION: string;
declare const KEEPS_OFFLINE: boolean;

/** The name of this build, a hash of its sources. */
export const build = LAB_BUILD;
/** The name of the folder with Python. */
export const pythonVersion = PYTHON_VERSION;
/** The name of the folder with PostgreSQL, and how many bytes its files have on the wire. */
export const postgresql = POSTGRESQL;
/** The name of the file with all exercises, for the download. */
export const courseVersion = COURSE_VERSION;
/** Whether the site works offline: not while it is written, since each edit would be a deployment. */
export const keepsOffline = KEEPS_OFFLINE;
