// Shows the page in the scheme that the reader chose, before its first line is drawn.

let chosen = null;
try {
  chosen = window.__md_get("__palette");
} catch {
  // The storage is forbidden, or what is in it is damaged: the page looks as at a first visit.
}
for (const [name, value] of Object.entries(chosen?.color ?? {}))
  document.body.setAttribute(`data-md-color-${name}`, value);
