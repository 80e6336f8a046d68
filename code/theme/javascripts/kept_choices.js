// Where Material keeps what the reader chose: what its own script within the page would define, under
// the same names, before the page is shown. Without a storage, or without a permission to use it, and where
// what is kept is damaged, nothing was chosen.

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

window.__md_set = (name, value, storage, scope = window.__md_scope) => {
  try {
    (storage ?? localStorage).setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // The choice holds until the page is left.
  }
};

document.documentElement.dataset.platform = navigator.platform; // Zensical names the search's keys by it
