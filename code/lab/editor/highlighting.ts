// The highlighting of code: weight instead of many colours, because hue means messages and risk.

import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** The style of code, in editors and beside histories. */
export const courseHighlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], class: "lab-keyword" },
  { tag: [tags.variableName, tags.propertyName, tags.className, tags.self], class: "lab-name" },
  { tag: tags.comment, class: "lab-comment" },
]);
