// Shows the page in the scheme that the reader chose before its first line is drawn. The system's is shown
// to a reader who chose that, or has not chosen. The theme keeps `index` and `color` of the switch's state.

{
  const bySystem = "(prefers-color-scheme)";
  const states = [...document.querySelectorAll("[name=__palette]")];
  const placeOf = (media) => states.findIndex(({ dataset }) => dataset.mdColorMedia === media);
  const isMatching = ({ dataset: { mdColorMedia: media } }) => media !== bySystem && matchMedia(media).matches;

  const kept = window.__md_get("__palette");
  const state = states[placeOf(kept?.color?.media)];
  // Kept while the switch had two states: the theme kept the system's as well, as if it had been chosen.
  const isFromBefore = state !== undefined && kept.index !== states.indexOf(state);
  const isChosen = state !== undefined && !(isFromBefore && isMatching(state));
  const media = isChosen ? state.dataset.mdColorMedia : bySystem;

  const shown = media === bySystem ? states.find(isMatching) : state;
  const { mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } = shown?.dataset ?? {};
  const color = { media, scheme, primary, accent };
  for (const [name, value] of Object.entries(color))
    if (value !== undefined) document.body.setAttribute(`data-md-color-${name}`, value);
  const index = placeOf(media);
  if (kept !== null && kept.index !== index) window.__md_set("__palette", { index, color });
}
