// What Python would refuse in a text that is pasted, and nobody sees: a word processor, a chat or a web page
// puts it there.

/** Returns the text with plain spaces, and plain quotes where it has no others. */
export function repairPasted(text: string): string {
  const spaced = text
    .replace(/[\u00a0\u2007\u202f]/g, " ")
    .replace(/[\u200b\u2060\ufeff]/g, "") // of no width
    .replace(/^[ \t]+/gm, (margin) => margin.replaceAll("\t", "    "));
  if (/["']/.test(spaced)) return spaced; // then typographic quotes are meant
  return spaced.replace(/[\u201c\u201d\u201e]/g, '"').replace(/[\u2018\u2019\u201a]/g, "'");
}
