// On a phone, code of a notebook keeps its lines and is scrolled sideways: by finger, and by keyboard where it
// is a tab stop. Where all of it can be seen there is nothing to stop for.

const scrollers = ".highlight:is(.cell, .result) > pre";

/** Makes tab stops of code that scrolls; returns what to call when the reader leaves the page. */
export function mountScrollingCode(): () => void {
  const sizes = new ResizeObserver((resized) => {
    for (const { target } of resized) mark(target);
  });
  for (const code of document.querySelectorAll(scrollers)) sizes.observe(code);
  return () => sizes.disconnect();
}

function mark(code: Element): void {
  const marks = { tabindex: "0", role: "group", "aria-label": "Code that scrolls sideways" };
  const scrolls = code.scrollWidth > code.clientWidth;
  for (const [name, value] of Object.entries(marks)) {
    if (scrolls) code.setAttribute(name, value);
    else code.removeAttribute(name);
  }
}
