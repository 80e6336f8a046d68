// Where Material keeps what the reader chose: what its own script within the page would define, under
// the same names, before the page is shown. Without a storage, or without a permission to use it, and where
// what is kept is damaged, nothing was chosen. The theme keeps the system's light or dark as if the reader had
// chosen it; here it is kept once the reader has, so that the next page follows the system until then.

window.__md_scope = new URL(document.currentScript.dataset.scope, location);

window.__md_hash = (text) =>
  [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);

window.__md_get = (name, storage, scope = window.__md_scope) => {
  try {
    return JSON.parse((storage ?? localStorage).getItem(`${scope.pathname}.${name}`));
  } catch {
    return null;
  }
};

// Before the theme hears of it, and keeps it.
document.addEventListener(
  "change",
  ({ target }) => {
    if (target.name === "__palette") window.__md_chosen = true;
  },
  true,
);

window.__md_set = (name, value, storage, scope = window.__md_scope) => {
  if (name === "__palette" && !window.__md_chosen) return;
  try {
    (storage ?? localStorage).setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // The choice holds until the page is left.
  }
};
