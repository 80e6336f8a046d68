// Draws in SVG: shapes, the glyph of a message, and the pictograms of the anomalies.

import { letterOf } from "../message_marks.ts";
import { diagramWords as texts } from "../texts.ts";

const space = "http://www.w3.org/2000/svg";
type Attributes = Record<string, string | number>;

/** Makes an SVG element. */
export function svg(name: string, attributes: Attributes = {}, ...children: Node[]): SVGElement {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** Makes a text in SVG. */
export function write(
  text: string,
  x: number,
  y: number,
  look: string,
  attributes = {},
): SVGElement {
  const made = svg("text", { x, y, class: look, ...attributes });
  made.textContent = text;
  return made;
}

/** Returns the class for the look of a message: shape, hue and letter belong together. */
export function lookOf(message: string | null): string {
  return `is-${letterOf(message)}`;
}

/** Draws the shape of a message with its letter, centred. */
export function glyph(message: string, x: number, y: number): SVGElement {
  return shapeWithLetter(message, x, y, { shape: "g", letter: "letter" });
}

/** Draws a message that is a dead letter: hollow, and named so below. */
export function deadGlyph(message: string, x: number, y: number): SVGElement {
  const drawn = shapeWithLetter(message, x, y, { shape: "hollow", letter: "m" });
  drawn.append(write(texts.deadLetter, x, y + 20, "op small", { "text-anchor": "middle" }));
  return drawn;
}

function shapeWithLetter(
  message: string,
  x: number,
  y: number,
  looks: { shape: string; letter: string },
): SVGElement {
  const look = lookOf(message);
  const letter = write(message.slice(0, 2), x, y + 3.6, looks.letter, { "text-anchor": "middle" });
  return svg("g", { class: look }, shapeOf(look, x, y, looks.shape), letter);
}

function shapeOf(look: string, x: number, y: number, shape: string): SVGElement {
  if (look === "is-a") return svg("circle", { class: shape, cx: x, cy: y, r: 8 });
  if (look === "is-c")
    return svg("path", { class: shape, d: `M${x} ${y - 10.5}L${x + 10.5} ${y + 8}H${x - 10.5}z` });
  const side = look === "is-b" ? 13.1 : 15;
  const turned = look === "is-b" ? { transform: `rotate(45 ${x} ${y})` } : {};
  const place = { x: x - side / 2, y: y - side / 2, width: side, height: side };
  return svg("rect", { class: shape, ...place, ...turned });
}

const pictograms: Record<string, Attributes[]> = {
  lost: [
    { d: "M4 24h17M16 18l6 6-6 6", "stroke-width": 2.5 },
    { d: "M29 14h13q2 0 2 2v16q0 2-2 2H29q-2 0-2-2V16q0-2 2-2z", "stroke-dasharray": "4 3.5" },
  ],
  ghost: [
    { d: "M6 14h13q2 0 2 2v16q0 2-2 2H6q-2 0-2-2V16q0-2 2-2z", "stroke-dasharray": "4 3.5" },
    { d: "M25 24h15M36 18l6 6-6 6", "stroke-width": 2.5 },
  ],
  duplicate: [
    { d: "M4 16h30M4 32h30M30 10l6 6-6 6M30 26l6 6-6 6", "stroke-width": 2.5 },
    { d: "M42 14v4M42 30v4", "stroke-width": 4 },
  ],
  contradictory: [
    { d: "M4 24h10M14 24 32 13M14 24l18 11", "stroke-width": 2.5 },
    { d: "M38 7a4.500 4.500 0 1 0 .1 0M33.500 32h9v9h-9z" },
  ],
  "out of sequence": [
    { d: "M4 16h26M24 10l6 6-6 6M44 32H18M24 26l-6 6 6 6", "stroke-width": 2.5 },
    { d: "M38 12v8M10 28v8", "stroke-width": 4 },
  ],
  leak: [{ d: "M8 9h32M8 9v30h32V9" }, { d: "M14 33h20M14 26h20M14 19h20", "stroke-width": 2.5 }],
  stuck: [
    { d: "M4 24h13M13 18l6 6-6 6", "stroke-width": 2.5 },
    { d: "M25 10v28M32 10v28", "stroke-width": 2.5 },
  ],
  holds: [
    { d: "M4 24h17M16 18l6 6-6 6", "stroke-width": 2.5 },
    { d: "M29 14h13q2 0 2 2v16q0 2-2 2H29q-2 0-2-2V16q0-2 2-2zM31.500 24.500l3 3 5.500-6.500" },
  ],
};

/** Draws the picture of an anomaly, or of a history in which nothing broke. */
export function pictogram(name: string): SVGElement {
  const parts = pictograms[name] ?? pictograms.holds ?? [];
  const paths = parts.map((part) => svg("path", { "stroke-width": 2.2, ...part }));
  const look = { class: `pictogram ${name === "holds" ? "good" : ""}`.trim() };
  return svg("svg", { ...look, viewBox: "0 0 48 48", "aria-hidden": "true" }, ...paths);
}
