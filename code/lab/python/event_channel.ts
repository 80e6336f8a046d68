// How the library's events leave Python: it writes them to a device, as it writes its output. So it needs no
// function of JavaScript, which a learner's code would find among its callers.

import type { PyodideInterface } from "pyodide";
import type { PyProxy } from "pyodide/ffi";
import { callSetUp } from "./interpreter.ts";

const path = "/dev/events";
const invalidArgument = 28;

/** What Python emits events to, and who hears them as they were emitted. */
export interface EventChannel {
  emit: PyProxy;
  hear(json: string): void;
}

/** Opens the channel of this Python. */
export function openEventChannel(pyodide: PyodideInterface): EventChannel {
  const { FS } = pyodide;
  const decoder = new TextDecoder();
  const device = FS.makedev(FS.createDevice.major++, 0);
  FS.registerDevice(device, {
    write(_stream: unknown, bytes: Uint8Array, from: number, length: number): number {
      try {
        channel.hear(decoder.decode(bytes.subarray(from, from + length)));
      } catch {
        throw new FS.ErrnoError(invalidArgument); // what was written is no event
      }
      return length;
    },
  });
  FS.mkdev(path, 0o222, device);
  const emit = callSetUp(pyodide, "open_channel", path) as PyProxy;
  const channel: EventChannel = { emit, hear: () => {} };
  FS.unlink(path);
  return channel;
}
