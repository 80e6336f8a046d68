// Lets CodeMirror add its styles under the page's Content-Security-Policy, which forbids text in a <style>:
// it gets the sheet of an empty one, and inserts its rules one by one.

import { StyleModule } from "style-mod";

const mount = StyleModule.mount;

// Before <head>: so that it comes before the site's own sheets, and that Material's instant navigation,
// which exchanges what is in <head>, leaves it alone.
class FirstSheet {
  constructor() {
    const style = document.createElement("style");
    document.documentElement.prepend(style);
    // biome-ignore lint/correctness/noConstructorReturn: CodeMirror uses what `new` returns
    return style.sheet as CSSStyleSheet;
  }
}

// As much of a shadow root as CodeMirror looks at when it asks for a sheet.
const rootWithSheet = {
  ownerDocument: { defaultView: { CSSStyleSheet: FirstSheet } },
  adoptedStyleSheets: [],
} as unknown as ShadowRoot;

/** Prepares the page for the styles of editors; to be called before the first is made. */
export function adoptEditorStyles(): void {
  StyleModule.mount = (root, modules, options) =>
    mount(root === document ? rootWithSheet : root, modules, options);
}
