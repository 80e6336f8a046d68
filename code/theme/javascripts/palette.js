// Shows the page in the scheme that the reader chose, or else the system, before its first line is drawn.

let chosen = null;
try {
  chosen = window.__md_get("__palette");
} catch {
  // The storage is forbidden, or what is in it is damaged: the page looks as at a first visit.
}
const schemes = [...document.querySelectorAll("[name=__palette]")];
const bySystem = schemes.find(({ dataset }) => matchMedia(dataset.mdColorMedia).matches);
const { mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } = bySystem?.dataset ?? {};
for (const [name, value] of Object.entries(chosen?.color ?? { scheme, primary, accent }))
  if (value !== undefined) document.body.setAttribute(`data-md-color-${name}`, value);
