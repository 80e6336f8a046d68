// Stands in the head of a page that has a lab: Python begins to load while the browser still reads the
// page. Asked for with `?checks`, it comes with what a check needs.

import { python } from "./shared_python.ts";

if (new URL(import.meta.url).searchParams.has("checks")) python.prepareChecks();
python.start();
