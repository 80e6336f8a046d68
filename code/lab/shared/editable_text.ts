// The text that is kept, wherever it is edited: in the code editor, or in a text area.

export interface EditableText {
  read(): string;
  /** Puts another text in its place; undo brings the old one back. */
  replace(text: string): void;
}
