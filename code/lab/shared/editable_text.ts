// The text that is saved, wherever it is edited: in the code editor, or in a text area.

/** A text that can be read and replaced. */
export interface EditableText {
  read(): string;
  /** Replaces the text; undo restores the old one. */
  replace(text: string): void;
}
