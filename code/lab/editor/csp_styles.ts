// Gives CodeMirror's styles a place that the page's policy lets them have: it would write them as text
// into a <style>, so it is given the sheet of an empty one, whose rules are put in one by one.

import { StyleModule } from "style-mod";

const mount = StyleModule.mount;

// Before <head>: so that it comes before the site's own sheets, and that Material's instant navigation,
// which exchanges what is in <head>, leaves it alone.
class FirstSheet {
  constructor() {
    const style = document.createElement("style");
    document.documentElement.prepend(style);
    // biome-ignore lint/correctness/noConstructorReturn: CodeMirror takes what `new` gives
    return style.sheet as CSSStyleSheet;
  }
}

// As much of a shadow root as CodeMirror looks at when it asks for a sheet.
const rootWithSheet = {
  ownerDocument: { defaultView: { CSSStyleSheet: FirstSheet } },
  adoptedStyleSheets: [],
} as unknown as ShadowRoot;

/** To call before an editor is made. */
export function adoptEditorStyles(): void {
  StyleModule.mount = (root, modules, options) =>
    mount(root === document ? rootWithSheet : root, modules, options);
}
