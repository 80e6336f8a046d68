// A click on a link before the theme knows the pages of the site. The browser follows the link by itself; but
// the theme keeps the last click, and once it has the pages, it follows that link a second time: Back would
// then lead to the page that is shown, or a page that was scrolled on would jump.

/** Lets the theme forget each click that it did not take at once. */
export function forgetEarlyClicks(): void {
  // The window is the last stop of a click. What is sent here ends at the body, where the theme listens.
  window.addEventListener("click", ({ defaultPrevented }) => {
    if (!defaultPrevented) document.body.dispatchEvent(new Event("click"));
  });
}
