// What an annotation says of a value, as far as completion needs it: which classes it can be of, and of
// which its elements are.

/** `Blob | None` can be a Blob; `tuple[StoredEvent, ...]` is of none of the course's classes. */
export function classesOf(annotation: string): string[] {
  return annotation
    .replace(/\[.*\]/g, "[]")
    .split("|")
    .map((part) => part.trim())
    .filter((part) => /^[A-Za-z_]\w*$/.test(part) && part !== "None");
}

/** What comes out of a loop over it: `tuple[StoredEvent, ...]` holds StoredEvents. */
export function elementOf(annotation: string): string {
  const inside = /\[(.*)\]/.exec(annotation)?.[1] ?? "";
  return inside.split(",")[0]?.trim() ?? "";
}
