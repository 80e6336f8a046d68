// Copying, in one place: the browser may refuse, and then the text is selected for the keyboard.

/** Copies the text of an element; where the browser refuses, selects it and returns false. */
export async function copyFrom(source: HTMLInputElement | HTMLElement): Promise<boolean> {
  const isField = source instanceof HTMLInputElement;
  try {
    await navigator.clipboard.writeText(isField ? source.value : (source.textContent ?? ""));
    return true;
  } catch {
    if (isField) {
      source.focus();
      source.select();
    } else getSelection()?.selectAllChildren(source);
    return false;
  }
}
