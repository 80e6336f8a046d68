// The pages' Markdown has more than CommonMark: foldable ideas, definitions, attributes, HTML with
// Markdown inside. Here it becomes plain CommonMark with the same text in the same lines.

/** A page without what only Python-Markdown knows. */
export function commonMark(page: string): string {
  return unfold(page.split("\n")).map(plain()).join("\n");
}

const OPENS_A_BLOCK = /^(?:\?\?\?\+? \w+ "(.*)"|: {3}(.*))$/;

/** Takes the indent away below an idea or a definition, also within one another. */
function unfold(lines: string[]): string[] {
  const unfolded: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const opened = OPENS_A_BLOCK.exec(lines[index] ?? "");
    if (!opened) {
      unfolded.push(lines[index] ?? "");
      continue;
    }
    const inside: string[] = [];
    while (index + 1 < lines.length && /^( {4}|\s*$)/.test(lines[index + 1] ?? "")) {
      index += 1;
      inside.push((lines[index] ?? "").slice(4));
    }
    setApart(unfolded, opened[2]);
    unfolded.push(
      opened[1] === undefined ? (opened[2] ?? "") : `# ${opened[1]}`,
      ...unfold(inside),
    );
  }
  return unfolded;
}

/** Makes a heading of the term above a definition, which else would be a part of its sentence. */
function setApart(above: string[], definition: string | undefined): void {
  const term = above.at(-1) ?? "";
  if (definition !== undefined && term !== "") above[above.length - 1] = `# ${term}`;
}

/** Blanks what is no text in a line, outside of fences. */
function plain(): (line: string) => string {
  let fence = "";
  return (line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    if (fence === "") fence = mark;
    else if (mark !== "" && line.trim() === fence) fence = "";
    if (fence !== "" || mark !== "") return line;
    return line
      .replace(/^(--8<--|:::).*$/, "")
      .replace(/^( {4}options: .*)$/, "")
      .replace(/^\s*<[^>]*>(.*?)(<\/[^>]*>)?$/, "$1")
      .replace(/\{ ?[.:#][^}]*\}/g, "");
  };
}
