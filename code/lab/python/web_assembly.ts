// Whether this browser has WebAssembly, which Python is made of: settings, or a policy, can switch it off.

const emptyModule = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0); // "\0asm", version 1

/** Tries it out; where it is switched off, it is missing or refuses everything. */
export function hasWebAssembly(): boolean {
  try {
    return new WebAssembly.Module(emptyModule) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}
