// The editor's usual keys, without those that somebody needs to type a character.

import { defaultKeymap } from "@codemirror/commands";

/** Ctrl+Alt is AltGr, with which a Danish keyboard, say, types a backslash. */
export const usualKeys = defaultKeymap.filter(({ key }) => key !== "Mod-Alt-\\");
