// Code as a word for the fragment of an address: compressed, in letters that no address has to escape. What
// comes out of such a word was written by anybody, so whatever is not exactly such a text is refused.

/** Longer words are cut by some of the programs that people send links with. */
export const mostCharacters = 8_000;
export const mostCodeBytes = 200_000;

const COMPRESSED = /^[A-Za-z0-9_-]{8,}$/;

/** Returns null when the code is too long for a link. */
export async function compressCode(code: string): Promise<string | null> {
  const bytes = new TextEncoder().encode(code);
  if (bytes.length > mostCodeBytes) return null;
  const packed = await through(bytes, new CompressionStream("deflate"), mostCodeBytes);
  const word = btoa(String.fromCharCode(...packed));
  const short = word.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return short.length <= mostCharacters ? short : null;
}

/** Returns null for what is no code packed by `pack`; the checksum inside finds what was tampered with. */
export async function decompressCode(word: string): Promise<string | null> {
  if (word.length > mostCharacters || !COMPRESSED.test(word)) return null;
  try {
    const packed = atob(word.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream("deflate"), mostCodeBytes);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return null;
  }
}

/** Ends as soon as more comes out than may: a short word can stand for a very long text. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  mostBytes: number,
): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    parts.push(read.value);
    length += read.value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new RangeError(`more than ${mostBytes} bytes`);
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
