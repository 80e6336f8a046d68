// Loads the styles of a part that is loaded when it is first needed.

import { build } from "./build_constants.ts";
import { element } from "./dom.ts";

const loaded = new Map<string, Promise<void>>();

/** Loads a file of styles, by its name below the bundles, unless that has been done. */
export function loadStyles(name: string): Promise<void> {
  const loading = loaded.get(name) ?? request(name);
  loaded.set(name, loading);
  return loading;
}

function request(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const address = new URL(`${name}?build=${build}`, import.meta.url).href;
    const link = element("link", { rel: "stylesheet", href: address });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      loaded.delete(name); // so that it is asked for again
      reject(new Error(`${address} could not be loaded`));
    });
    document.body.append(link); // Material empties <head> on the way to the next page
  });
}
