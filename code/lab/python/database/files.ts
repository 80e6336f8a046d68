// The files of PostgreSQL and of the library's adapters, fetched from the site; packed by gzip, which finds
// damage. How many bytes have come is reported as they come.

import { postgresql } from "../../shared/build_constants.ts";

/** What a database is made of, as it comes from the site. */
export interface DatabaseFiles {
  module: WebAssembly.Module;
  maker: WebAssembly.Module;
  files: ArrayBuffer;
}

const folder = new URL(`../postgresql/${postgresql.version}/`, import.meta.url).href;

/** Fetches the parts of PostgreSQL, side by side. */
export async function fetchDatabase(came: (bytes: number) => void): Promise<DatabaseFiles> {
  const [module, maker, files] = await Promise.all([
    fetchUnpacked("pglite.wasm.gz", came).then((bytes) => WebAssembly.compile(bytes)),
    fetchUnpacked("initdb.wasm.gz", came).then((bytes) => WebAssembly.compile(bytes)),
    fetchUnpacked("pglite.data.gz", came),
  ]);
  return { module, maker, files };
}

/** Fetches the library's adapters, which Python reads from an archive. */
export async function fetchAdapters(): Promise<Uint8Array> {
  const { body } = await fetchFile("adapters.zip");
  return new Uint8Array(await new Response(body).arrayBuffer());
}

async function fetchUnpacked(name: string, came: (bytes: number) => void): Promise<ArrayBuffer> {
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, stream) {
      came(part.length);
      stream.enqueue(part);
    },
  });
  const { body } = await fetchFile(name);
  const unpacked = body.pipeThrough(counted).pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).arrayBuffer();
}

async function fetchFile(name: string): Promise<{ body: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  const response = await fetch(folder + name);
  if (!response.ok || response.body === null) throw new Error(`${name}: ${response.status}`);
  return { body: response.body };
}
