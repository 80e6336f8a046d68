// Loads a part of the lab when it is first wanted. Some browsers remember for as long as the page lives
// that a module could not be had (Firefox does), so it is then asked for by another address at once.

const byOtherAddress = new Map<string, Promise<unknown>>();

export async function lazyImport<Part>(part: () => Promise<Part>): Promise<Part> {
  try {
    return await part();
  } catch (error) {
    const address = /https?:\S+?\.js/.exec(String(error))?.[0]; // as most say it
    if (address === undefined) throw error;
    return (await loadByOtherAddress(address)) as Part;
  }
}

async function loadByOtherAddress(address: string): Promise<unknown> {
  const loading = byOtherAddress.get(address) ?? import(`${address}?again=${Date.now()}`);
  byOtherAddress.set(address, loading);
  try {
    return await loading;
  } catch (error) {
    byOtherAddress.delete(address);
    throw error;
  }
}
