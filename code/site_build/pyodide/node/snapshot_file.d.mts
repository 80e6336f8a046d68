// For the test that reads what is written there.

export function writeSnapshot(
  preface: Uint8Array,
  memory: Uint8Array,
  before: Uint8Array,
): Uint8Array<ArrayBuffer>;
