// Writes a snapshot: what a started Python has in its memory, less what is there in any case.
// `code/lab/python/memory_snapshot.ts` says what is in it, and reads it.

const block = 64; // bytes; smaller ones make more runs, larger ones more bytes
const nothing = new Uint8Array(block);

/** The runs of `memory` that differ from `before`, and what Pyodide wants back beside its memory. */
export function writeSnapshot(preface, memory, before) {
  const bytesBefore = before.findLastIndex((byte) => byte !== 0) + 1;
  const fresh = runsWhere(memory, (at) => differs(at) && !wasThere(at));
  const changed = runsWhere(memory, (at) => differs(at) && wasThere(at));
  const sizes = [memory.length, bytesBefore, preface.length, fresh.length, changed.length];
  const runs = [...fresh, ...changed];
  return Buffer.concat([
    bytesOf(Uint32Array.from(sizes)),
    preface,
    bytesOf(Uint32Array.from(runs.flat())),
    ...runs.map(([start, end]) => difference(memory, before, start, end)),
  ]);

  function differs(at) {
    return !isSame(memory.subarray(at, at + block), before.subarray(at, at + block));
  }

  function wasThere(at) {
    const there = before.subarray(at, at + block);
    return !isSame(there, nothing.subarray(0, there.length));
  }
}

function runsWhere(memory, isIn) {
  const runs = [];
  for (let at = 0; at < memory.length; at += block) {
    if (!isIn(at)) continue;
    const end = Math.min(at + block, memory.length);
    const last = runs.at(-1);
    if (last?.[1] === at) last[1] = end;
    else runs.push([at, end]);
  }
  return runs;
}

// What stayed the same is zero, and packs well: a change is often no more than a count of references.
function difference(memory, before, start, end) {
  return memory.subarray(start, end).map((byte, at) => byte ^ before[start + at]);
}

function isSame(one, other) {
  return Buffer.compare(one, other) === 0;
}

function bytesOf(array) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
