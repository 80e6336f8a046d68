// How Python asks a database: it writes a question to a device and reads the answer from it. So it needs no
// function of JavaScript, which a learner's code would find among its callers.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import type { Ask } from "./postgresql.ts";

const path = "/dev/postgresql";
const invalidArgument = 28;

/** Returns the library's connection to a database. */
export function connect(pyodide: PyodideInterface, ask: Ask): PyProxy {
  const { FS } = pyodide;
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let answer = new Uint8Array();
  const device = FS.makedev(FS.createDevice.major++, 0);
  FS.registerDevice(device, {
    write(_stream: unknown, bytes: Uint8Array, from: number, length: number): number {
      try {
        answer = encoder.encode(ask(decoder.decode(bytes.slice(from, from + length))));
      } catch {
        throw new FS.ErrnoError(invalidArgument); // no question, or one that the database broke at
      }
      return length;
    },
    read(_stream: unknown, bytes: Uint8Array, from: number, length: number): number {
      const part = answer.subarray(0, length);
      bytes.set(part, from);
      answer = answer.subarray(part.length);
      return part.length;
    },
  });
  FS.mkdev(path, 0o666, device);
  const entry = pyodide.pyimport("consistent_messaging.entrypoints.on_postgresql");
  const connection: PyProxy = entry.connect(path);
  entry.destroy();
  FS.unlink(path);
  return connection;
}
