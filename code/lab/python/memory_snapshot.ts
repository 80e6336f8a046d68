// A snapshot: how the memory of a Python that has imported the course differs from what it was before.
// It is made when the site is built (code/site_build/pyodide/node), so no learner's code is ever in one.
//
// As 32-bit numbers: how large the memory is, how much of what it was before was not zero, how large the
// preface is, how many runs are where only zeros were before, and how many others. Then the preface, which
// Pyodide wants back; where each run starts and ends; and what the runs are. In those where something was
// before, each number is the exclusive or of what it is and what it was. All packed by gzip, which finds
// damage.

export interface Snapshot {
  memoryBytes: number;
  /** Beyond these the memory before was all zeros. */
  bytesBefore: number;
  preface: Uint8Array;
  /** Changes the memory before into the memory after. */
  apply(memory: ArrayBuffer): void;
}

const headerBytes = 20;

export async function fetchSnapshot(address: string): Promise<Snapshot> {
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`${address}: ${response.status}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  return readSnapshot(await new Response(unpacked).arrayBuffer());
}

export function readSnapshot(bytes: ArrayBuffer): Snapshot {
  const header = new Uint32Array(bytes, 0, headerBytes / Uint32Array.BYTES_PER_ELEMENT);
  const [memoryBytes = 0, bytesBefore = 0, prefaceBytes = 0, fresh = 0, changed = 0] = header;
  const ends = new Uint32Array(bytes, headerBytes + prefaceBytes, 2 * (fresh + changed));
  const contents = headerBytes + prefaceBytes + ends.byteLength;
  return {
    memoryBytes,
    bytesBefore,
    preface: new Uint8Array(bytes, headerBytes, prefaceBytes),
    apply(memory) {
      const next = fill(memory, ends.subarray(0, 2 * fresh), bytes, contents);
      change(memory, ends.subarray(2 * fresh), new Uint32Array(bytes, next));
    },
  };
}

/** Copies the runs from there on; where the next begins. */
function fill(memory: ArrayBuffer, ends: Uint32Array, bytes: ArrayBuffer, from: number): number {
  const whole = new Uint8Array(memory);
  let next = from;
  for (let run = 0; run < ends.length; run += 2) {
    const [start, end] = ends.subarray(run, run + 2) as unknown as [number, number];
    whole.set(new Uint8Array(bytes, next, end - start), start);
    next += end - start;
  }
  return next;
}

function change(memory: ArrayBuffer, ends: Uint32Array, changes: Uint32Array): void {
  const whole = new Uint32Array(memory);
  let next = 0;
  for (let run = 0; run < ends.length; run += 2) {
    const end = (ends[run + 1] as number) / Uint32Array.BYTES_PER_ELEMENT;
    for (let at = (ends[run] as number) / Uint32Array.BYTES_PER_ELEMENT; at < end; at += 1) {
      whole[at] = (whole[at] as number) ^ (changes[next++] as number);
    }
  }
  if (next !== changes.length) throw new Error("a snapshot has another length than it says");
}
