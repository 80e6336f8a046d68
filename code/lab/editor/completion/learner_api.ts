// What the learner programs against, as site_build/learner_api.py derives it from the sources: the library,
// and the modules that are given to exercises.

export interface Described {
  name: string;
  kind: "class" | "function" | "method" | "field";
  /** The first line of the docstring. */
  doc: string;
  /** Each as its signature has it, with type and default; `*` stands for itself. */
  parameters?: string[];
  /** The annotation of what comes back, or of the field. */
  returns?: string;
  members?: Described[];
}

/** Modules by the name under which they are imported. */
export type Modules = Record<string, Described[]>;

export const library = "consistent_messaging";

/** Of all modules, those that can be imported beside the learner's file. */
export function modulesBeside(all: Modules, names: string[]): Modules {
  const wanted = [library, ...names];
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/** The names of the parameters that can be given by name. */
export function parameterNames({ parameters = [] }: Described): string[] {
  return parameters
    .filter((each) => !each.startsWith("*"))
    .map((each) => each.split(/[:=]/)[0]?.trim() ?? "");
}

/** The names of those that are left once so many were given by position. */
export function parametersLeft(called: Described, given: number): string[] {
  const { parameters = [] } = called;
  const positional = parameters.indexOf("*") < 0 ? parameters.length : parameters.indexOf("*");
  return parameterNames({ ...called, parameters: parameters.slice(Math.min(given, positional)) });
}

export function signatureOf(described: Described): string {
  const { name, kind, parameters = [], returns = "" } = described;
  if (kind === "field") return `${name}: ${returns}`;
  const arrow = returns === "" ? "" : ` -> ${returns}`;
  return `${name}(${parameters.join(", ")})${arrow}`;
}
