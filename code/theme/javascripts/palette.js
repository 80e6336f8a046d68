// Shows the page in the scheme that the reader chose, or else the system, before its first line is drawn.

const chosen = window.__md_get("__palette");
const schemes = [...document.querySelectorAll("[name=__palette]")];
const bySystem = schemes.find(({ dataset }) => matchMedia(dataset.mdColorMedia).matches);
const { mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } = bySystem?.dataset ?? {};
for (const [name, value] of Object.entries(chosen?.color ?? { scheme, primary, accent }))
  if (value !== undefined) document.body.setAttribute(`data-md-color-${name}`, value);
