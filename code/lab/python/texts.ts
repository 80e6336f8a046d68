// What the page says when Python does not come to the end of a job, or cannot be used at all.

export const endings = {
  stopped: "Stopped.",
  crashed: "Python ended unexpectedly and is starting again. Your code is as it was.",
  failed: "Nothing ran: Python is not loaded.",
  unavailable: "The checks could not be loaded. Check the connection, then press Check again.",
};

export const failures = {
  failed: "Python could not be loaded. Check the connection, then try again.",
  noWebAssembly:
    "Python cannot start: it needs WebAssembly, which is switched off in this browser. Allow it for this site and reload the page, or use another browser.",
};
