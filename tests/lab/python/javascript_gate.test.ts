// The gate between Python and JavaScript: open, it changes nothing; shut, each object looks empty.

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeGate } from "../../../code/lab/python/javascript_gate.ts";

type Import = (...given: unknown[]) => unknown;

const names = [
  "JsArray_reverse_js",
  "JsMap_clear_js",
  "JsModule_GetAll_js",
  "JsObjMap_length_js",
  "JsProxy_GetAttr_js",
  "JsProxy_compute_typeflags",
  "JsvArray_Get",
  "JsvBuffer_readFromFile",
  "JsvFunction_CallBound",
  "JsvFunction_Construct",
  "JsvObject_CallMethod",
  "JsvObject_Entries",
  "JsvObject_Keys",
  "JsvObject_Values",
  "JsvPromise_Resolve",
  "_dlopen_js",
  "_dlsym_js",
  "_emscripten_dlopen_js",
];

/** Imports that return what they were given. */
function imports(): Record<string, Import> {
  return Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => given]));
}

test("while the gate is open, each function is called with what it is given", () => {
  const gated = imports();
  placeGate(gated);

  for (const name of names) assert.deepEqual(gated[name]?.("object", 1), ["object", 1], name);
});

test("once it is shut, what uses an object finds nothing in it, and no code is loaded", () => {
  const gated = imports();
  placeGate(gated)();

  const object = { secret: 1 };
  assert.deepEqual(gated.JsProxy_GetAttr_js?.(object, 1), [Object.create(null), 1]);
  assert.deepEqual(gated.JsvFunction_CallBound?.(object, 1, 2), [Object.create(null), 1, 2]);
  assert.equal(gated._dlopen_js?.(1), 0);
});

test("once it is shut, what the page hands to Python goes through as before", () => {
  const gated = imports();
  placeGate(gated)();

  const object = { secret: 1 };
  for (const name of ["JsvArray_Get", "JsProxy_compute_typeflags"])
    assert.deepEqual(gated[name]?.(object), [object], name);
});

test("a Pyodide whose functions have other names is not started", () => {
  for (const name of ["JsProxy_", "JsvFunction_Call", "_dlopen_js"]) {
    const others = imports();
    for (const each of names) if (each.startsWith(name)) delete others[each];
    assert.throws(() => placeGate(others), new RegExp(`${name} any more`));
  }
});
