// Where Material keeps what the reader chose: what its own script within the page would define, under
// the same names, before the page is shown.

window.__md_scope = new URL(document.currentScript.dataset.scope, location);

window.__md_hash = (text) =>
  [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);

window.__md_get = (name, storage = localStorage, scope = window.__md_scope) =>
  JSON.parse(storage.getItem(`${scope.pathname}.${name}`));

window.__md_set = (name, value, storage = localStorage, scope = window.__md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // No room, or no permission: the choice holds until the page is left.
  }
};
