// The gate between Python and JavaScript. Pyodide lets Python use an object of JavaScript by functions that
// its WebAssembly module imports: to read an attribute, to call, to construct. Once the gate is shut, each
// object looks empty to them. So it does not matter which of them a learner's code finds, and where. What the
// page itself asks of Python goes the other way, and through.

/** What the names of those functions begin with; all take the object first. */
const uses = [
  "JsArray_",
  "JsMap_",
  "JsModule_",
  "JsObjMap_",
  "JsProxy_",
  "JsvBuffer_",
  "JsvFunction_Call",
  "JsvFunction_Construct",
  "JsvObject_CallMethod",
  "JsvObject_Entries",
  "JsvObject_Keys",
  "JsvObject_Values",
  "JsvPromise_Resolve",
];
const toTellWhatItIs = "JsProxy_compute_typeflags"; // an error has to be one
/** These load machine code, or find a function by its name; null says that they could not. */
const loads = ["_dlopen_js", "_dlsym_js", "_emscripten_dlopen_js"];

type Import = (...given: unknown[]) => unknown;

const nothing = Object.freeze(Object.create(null));

/** What of this a module of Pyodide should import and does not: of those that load, or that begin so. */
export function missingImports(names: string[]): string[] {
  return [
    ...uses.filter((use) => !names.some((name) => name.startsWith(use))),
    ...loads.filter((load) => !names.includes(load)),
  ];
}

/** Puts the gate into what a module imports; returns what shuts it for good. */
export function placeGate(imports: WebAssembly.ModuleImports): () => void {
  const names = Object.keys(imports);
  const [missing] = missingImports(names);
  if (missing !== undefined) throw new Error(`Pyodide imports no ${missing} any more`);
  let isShut = false;
  const replace = (name: string, shut: (real: Import, given: unknown[]) => unknown): void => {
    const real = imports[name] as Import;
    imports[name] = (...given: unknown[]) => (isShut ? shut(real, given) : real(...given));
  };
  for (const name of names)
    if (name !== toTellWhatItIs && uses.some((use) => name.startsWith(use)))
      replace(name, (real, [_object, ...given]) => real(nothing, ...given));
  for (const name of loads) replace(name, () => 0);
  return () => {
    isShut = true;
  };
}
