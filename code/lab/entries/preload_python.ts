// The entry in the head of a page with exercises, `wake.js`: Python begins to load while the browser still
// reads the page. With `?checks` in its address, it loads what a check needs as well.

import { python } from "./shared_python.ts";

if (new URL(import.meta.url).searchParams.has("checks")) python.prepareChecks();
python.start();
