// Writes a snapshot: what a started Python has in its memory, less what is there in any case.
// `code/lab/snapshot.ts` says what is in it, and reads it.

const block = 64; // bytes; smaller ones make more runs, larger ones more bytes

/** The runs of `memory` that differ from `before`, and what Pyodide wants back beside its memory. */
export function writeSnapshot(preface, memory, before) {
  const runs = differingRuns(memory, before);
  const header = Uint32Array.of(memory.length, preface.length, runs.length);
  const changes = runs.map(([start, end]) => changed(memory, before, start, end));
  const ends = Uint32Array.from(runs.flatMap(([start, end]) => [start, end]));
  return Buffer.concat([bytesOf(header), preface, bytesOf(ends), ...changes]);
}

function differingRuns(memory, before) {
  const runs = [];
  let start = -1;
  for (let at = 0; at < memory.length; at += block) {
    const differs = Buffer.compare(memory.subarray(at, at + block), before.subarray(at, at + block));
    if (differs !== 0 && start < 0) start = at;
    if (differs === 0 && start >= 0) {
      runs.push([start, at]);
      start = -1;
    }
  }
  if (start >= 0) runs.push([start, memory.length]);
  return runs;
}

// What stayed the same is zero, and packs well: a change is often no more than a count of references.
function changed(memory, before, start, end) {
  return memory.subarray(start, end).map((byte, at) => byte ^ before[start + at]);
}

function bytesOf(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
