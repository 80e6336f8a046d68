// Risk as it is shown everywhere: a texture, always with its word.

import type { Risk } from "../protocol/trace.ts";
import { element } from "../shared/dom.ts";
import { riskWords } from "./texts.ts";

export function classOf(risk: Risk): string {
  return risk.replace(" ", "-");
}

export function riskBadge(risk: Risk): HTMLElement {
  return element("span", { class: `risk ${classOf(risk)}` }, riskWords[risk]);
}
