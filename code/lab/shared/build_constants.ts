// What build.mjs writes into the bundle: the names of this build, of its Python, and
// of the files that a reader takes home.

declare const LAB_BUILD: string;
declare const PYTHON_VERSION: string;
declare const COURSE_VERSION: string;
declare const KEEPS_OFFLINE: boolean;

export const build = LAB_BUILD;
export const pythonVersion = PYTHON_VERSION;
export const courseVersion = COURSE_VERSION;
/** Not while the course is being written: each edit would be another deployment. */
export const keepsOffline = KEEPS_OFFLINE;
