// Risk as it is shown everywhere: a texture, always with its word.

import { element } from "../elements.ts";
import type { Risk } from "./telling.ts";
import { riskWords } from "./texts.ts";

export function classOf(risk: Risk): string {
  return risk.replace(" ", "-");
}

export function riskChip(risk: Risk): HTMLElement {
  return element("span", { class: `risk ${classOf(risk)}` }, riskWords[risk]);
}
