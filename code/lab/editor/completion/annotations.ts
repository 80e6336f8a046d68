// Python's type annotations, as far as completion needs them: the classes of a value, and of its elements.

/** Returns the classes of a value: of `Blob | None` it is Blob, of `tuple[StoredEvent, ...]` none of ours. */
export function classesOf(annotation: string): string[] {
  return annotation
    .replace(/\[.*\]/g, "[]")
    .split("|")
    .map((part) => part.trim())
    .filter((part) => /^[A-Za-z_]\w*$/.test(part) && part !== "None");
}

/** Returns the class of what a loop over the value yields: StoredEvent of `tuple[StoredEvent, ...]`. */
export function elementOf(annotation: string): string {
  const inside = /\[(.*)\]/.exec(annotation)?.[1] ?? "";
  return inside.split(",")[0]?.trim() ?? "";
}
