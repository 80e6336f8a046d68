// Reads and writes a WebAssembly module by its sections. A section is a byte that says what it is, its
// size, and its content; most contents begin with how many things follow.

export const section = { exports: 7, code: 10 };
export const kind = { function: 0 };

const headerBytes = 8;

/** The module with some sections' contents replaced; `replace` returns what it does not change. */
export function withSections(bytes, replace) {
  const parts = [bytes.subarray(0, headerBytes)];
  for (const [id, content] of sections(bytes)) {
    const wanted = replace(id, content);
    parts.push(Buffer.of(id, ...writeNumber(wanted.length)), wanted);
  }
  return Buffer.concat(parts);
}

/** The content of the section, empty if there is none. */
export function contentOf(bytes, wanted) {
  for (const [id, content] of sections(bytes)) if (id === wanted) return content;
  return Buffer.alloc(0);
}

/** Each export: its name, what kind of thing it is, the number of the thing, and all of that as bytes. */
export function* exportsIn(content) {
  const [count, first] = readNumber(content, 0);
  for (let left = count, at = first; left > 0; left -= 1) {
    const [length, start] = readNumber(content, at);
    const end = start + length;
    const [index, next] = readNumber(content, end + 1);
    yield {
      name: content.toString("utf8", start, end),
      kind: content[end],
      index,
      bytes: content.subarray(at, next),
    };
    at = next;
  }
}

/** Each function's body, with its size before it, which counts as part of it here. */
export function* bodiesIn(content) {
  const [count, first] = readNumber(content, 0);
  for (let left = count, at = first; left > 0; left -= 1) {
    const [size, start] = readNumber(content, at);
    yield content.subarray(at, start + size);
    at = start + size;
  }
}

/** A section of things, with their number before them. */
export function listOf(things) {
  return Buffer.concat([Buffer.from(writeNumber(things.length)), ...things]);
}

function* sections(bytes) {
  for (let at = headerBytes; at < bytes.length; ) {
    const [size, start] = readNumber(bytes, at + 1);
    yield [bytes[at], bytes.subarray(start, start + size)];
    at = start + size;
  }
}

/** A number as WebAssembly has it, seven bits in a byte, and where the next thing begins. */
function readNumber(bytes, at) {
  let number = 0;
  for (let next = at, shift = 0; ; next += 1, shift += 7) {
    number |= (bytes[next] & 0x7f) << shift;
    if (bytes[next] < 0x80) return [number, next + 1];
  }
}

function writeNumber(number) {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...writeNumber(number >> 7)];
}
