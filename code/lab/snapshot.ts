// A snapshot: how the memory of a Python that has imported the course differs from what it was before.
// It is made when the site is built (code/site_build/in_pyodide), so no learner's code is ever in one.
//
// As 32-bit numbers: how large the memory is, how large the preface, and how many runs there are. Then
// the preface, which Pyodide wants back; where each run starts and ends; and the runs, each byte being
// the exclusive or of what it is and what it was. All packed by gzip, which finds damage.

export interface Snapshot {
  memoryBytes: number;
  preface: Uint8Array;
  /** Changes the memory before into the memory after. */
  apply(memory: Uint8Array): void;
}

const headerBytes = 12;

export async function fetchSnapshot(address: string): Promise<Snapshot> {
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`${address}: ${response.status}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  return readSnapshot(await new Response(unpacked).arrayBuffer());
}

export function readSnapshot(bytes: ArrayBuffer): Snapshot {
  const [memoryBytes = 0, prefaceBytes = 0, runs = 0] = new Uint32Array(bytes, 0, 3);
  const ends = new Uint32Array(bytes, headerBytes + prefaceBytes, 2 * runs);
  const changes = new Uint8Array(bytes, headerBytes + prefaceBytes + ends.byteLength);
  return {
    memoryBytes,
    preface: new Uint8Array(bytes, headerBytes, prefaceBytes),
    apply: (memory) => change(memory, ends, changes),
  };
}

function change(memory: Uint8Array, ends: Uint32Array, changes: Uint8Array): void {
  let next = 0;
  for (let run = 0; run < ends.length; run += 2) {
    const end = ends[run + 1] as number;
    for (let at = ends[run] as number; at < end; at += 1) {
      memory[at] = (memory[at] as number) ^ (changes[next++] as number);
    }
  }
  if (next !== changes.length) throw new Error("a snapshot has another length than it says");
}
