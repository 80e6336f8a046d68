// Loads a part of the front end when it is first needed. Firefox remembers, until the page is closed, that
// a module failed to load; a second request therefore has another address.

const byOtherAddress = new Map<string, Promise<unknown>>();

/** Imports a module, with a second try at another address. */
export async function lazyImport<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
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
