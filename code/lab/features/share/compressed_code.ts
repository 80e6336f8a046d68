// Compressed code for the fragment of an address, in letters that need no escape. Anybody can write such a
// word, so everything that is not exactly such a text is refused.

/** The longest word that a link carries: some programs that people send links with cut longer ones. */
export const mostCharacters = 8_000;
/** The longest code that is compressed or decompressed. */
export const mostCodeBytes = 200_000;

const COMPRESSED = /^[A-Za-z0-9_-]{8,}$/;

/** Compresses code; returns null when it is too long for a link. */
export async function compressCode(code: string): Promise<string | null> {
  const bytes = new TextEncoder().encode(code);
  if (bytes.length > mostCodeBytes) return null;
  const packed = await through(bytes, new CompressionStream("deflate"), mostCodeBytes);
  const word = btoa(String.fromCharCode(...packed));
  const short = word.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return short.length <= mostCharacters ? short : null;
}

/** Decompresses code; returns null for anything else, since a checksum finds what was changed. */
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

/** Ends as soon as more comes out than may: a short word can hold a very long text. */
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
