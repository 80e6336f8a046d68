// What build.mjs writes into the bundle: the names of this build and of its Python.

declare const LAB_BUILD: string;
declare const PYTHON_VERSION: string;

export const build = LAB_BUILD;
export const pythonVersion = PYTHON_VERSION;
