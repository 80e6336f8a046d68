// The API of the learner, as site_build/learner_api.py derives it from the sources: the library, and the
// modules that exercises provide.

/** A class, function, method or field with its signature. */
export interface Described {
  name: string;
  kind: "class" | "function" | "method" | "field";
  /** The first line of the docstring. */
  doc: string;
  /** Each as its signature has it, with type and default; `*` is one of its own. */
  parameters?: string[];
  /** The annotation of what comes back, or of the field. */
  returns?: string;
  members?: Described[];
}

/** Modules by the name under which they are imported. */
export type Modules = Record<string, Described[]>;

/** The module that can be imported everywhere. */
export const library = "consistent_messaging";

/** Returns the modules that can be imported beside the learner's file. */
export function modulesBeside(all: Modules, names: string[]): Modules {
  const wanted = [library, ...names];
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/** Returns the names of the parameters that can be passed by name. */
export function parameterNames({ parameters = [] }: Described): string[] {
  return parameters
    .filter((each) => !each.startsWith("*"))
    .map((each) => each.split(/[:=]/)[0]?.trim() ?? "");
}

/** Returns the names of the parameters that are left once so many were passed by position. */
export function parametersLeft(called: Described, given: number): string[] {
  const { parameters = [] } = called;
  const positional = parameters.indexOf("*") < 0 ? parameters.length : parameters.indexOf("*");
  return parameterNames({ ...called, parameters: parameters.slice(Math.min(given, positional)) });
}

/** Returns the signature as Python writes it. */
export function signatureOf(described: Described): string {
  const { name, kind, parameters = [], returns = "" } = described;
  if (kind === "field") return `${name}: ${returns}`;
  const arrow = returns === "" ? "" : ` -> ${returns}`;
  return `${name}(${parameters.join(", ")})${arrow}`;
}
