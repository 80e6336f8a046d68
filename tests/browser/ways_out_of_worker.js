// What JavaScript in the worker would try, if there were any but ours: `ways_out.test.ts` adds it to the
// worker's own. It is asked by a port, where to, and says what each try came to.

const patience = 30_000; // a browser that is busy may leave one try without any answer, and says nothing

async function answer(attempt) {
  const silence = new Promise((resolve) => setTimeout(resolve, patience, "silence"));
  try {
    const came = await Promise.race([attempt(), silence]);
    return came === "refused" || came === "silence" ? came : "done";
  } catch {
    return "refused";
  }
}

/** How it comes out, where nothing is thrown: by which event. */
function outcome(target, good, bad) {
  return new Promise((resolve) => {
    target[`on${good}`] = () => resolve("done");
    target[`on${bad}`] = () => resolve("refused");
  });
}

function asBlob(text) {
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

function waysTo(elsewhere, site) {
  const socket = elsewhere.replace("http", "ws");
  const fetching = `fetch("${elsewhere}").then(() => postMessage("done"), () => postMessage("refused"))`;
  return {
    fetch: () => fetch(elsewhere),
    "fetch without an answer": () => fetch(elsewhere, { mode: "no-cors" }),
    "fetch that goes on later": () => fetch(elsewhere, { mode: "no-cors", keepalive: true }),
    XMLHttpRequest() {
      const request = new XMLHttpRequest();
      request.open("GET", elsewhere, false);
      request.send();
    },
    WebSocket: () => outcome(new WebSocket(socket), "open", "error"),
    WebSocketStream: () => new WebSocketStream(socket).opened,
    EventSource: () => outcome(new EventSource(elsewhere), "open", "error"),
    WebTransport: () => new WebTransport(elsewhere.replace("http:", "https:")).ready,
    importScripts: () => importScripts(elsewhere),
    import: () => import(elsewhere),
    "import of a text": () => import("data:text/javascript,export default 1"),
    "import of a blob": () => import(asBlob("export default 1")),
    // biome-ignore lint/security/noGlobalEval: it is what is tried
    eval: () => eval("1"),
    Function: () => new Function("return 1")(),
    "constructor of a function": () => asBlob.constructor("return 1")(),
    "constructor of an async function": () => answer.constructor("return 1")(),
    "a text for a timer": () =>
      new Promise((resolve) => {
        self.hasRun = () => resolve("done");
        setTimeout("self.hasRun()");
        setTimeout(() => resolve("refused"), 200);
      }),
    "a worker from elsewhere": () => outcome(new Worker(elsewhere), "message", "error"),
    "a worker of a text": () =>
      outcome(new Worker("data:text/javascript,postMessage(1)"), "message", "error"),
    "fetch in a worker of a blob": () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(asBlob(fetching));
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = reject;
      }),
    "the site itself": () => fetch(site),
  };
}

/** What keeps something beside the page's work, or could change that. */
function waysToKeep() {
  return {
    indexedDB: () => indexedDB.open("kept"),
    caches: () => caches.open("kept"),
    cookieStore: () => cookieStore.set("kept", "1"),
    BroadcastChannel: () => new BroadcastChannel("kept"),
    "a file of its own": () => navigator.storage.getDirectory(),
    "an older file of its own": () => webkitRequestFileSystemSync(0, 1),
    storageBuckets: () => navigator.storageBuckets.open("kept"),
    locks: () => navigator.locks.request("kept", () => {}),
    "a worker of its own": () => new Worker(asBlob("")),
    "a shared worker": () => new SharedWorker(asBlob("")),
  };
}

self.addEventListener("message", async ({ data, ports }) => {
  if (data.elsewhere === undefined) return;
  const came = {};
  const ways = data.keeps ? waysToKeep() : waysTo(data.elsewhere, data.site);
  for (const [name, attempt] of Object.entries(ways)) came[name] = await answer(attempt);
  ports[0].postMessage(came);
});
