// Folds of a page, opened for what is in them.

/** The event by which something in a fold asks to be seen, for who hides more than the fold. */
export const unfolded = "unfolded";

/** Opens all folds that this element is in. */
export function unfold(inside: HTMLElement): void {
  let fold = inside.closest("details");
  while (fold !== null) {
    fold.open = true;
    fold = fold.parentElement?.closest("details") ?? null;
  }
  inside.dispatchEvent(new Event(unfolded, { bubbles: true }));
}
