// The words of the editor and its tabs.

import type { Role } from "../protocol/page_data.ts";

export const editorWords = {
  files: "Files",
  roles: {
    yours: "yours",
    given: "given",
    library: "given",
    checks: "checks",
    shared: "shared",
  } satisfies Record<Role, string>,
  label: {
    yours: (name: string) => `${name}, your code`,
    given: (name: string) => `${name}, given, to read`,
    library: (name: string) => `${name}, given, to read`,
    checks: (name: string) => `${name}, checks, to read`,
    shared: (name: string) => `${name}, shared, to read`,
  } satisfies Record<Role, (name: string) => string>,
};
