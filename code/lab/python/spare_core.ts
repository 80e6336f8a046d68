// Whether a machine has room for a second Python beside the first.

/** What a browser tells of its machine; some tell less. */
export interface Machine {
  hardwareConcurrency?: number;
  /** In gigabytes, and never more than 8. */
  deviceMemory?: number;
}

/** Whether a second Python would take nothing from the first, as far as the browser tells. */
export function hasSpareCore({ hardwareConcurrency = 1, deviceMemory = 4 }: Machine): boolean {
  return hardwareConcurrency >= 2 && deviceMemory >= 4;
}
