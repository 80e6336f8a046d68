// How code looks: ink with weight instead of many colours, since hue is kept for messages and risk.

import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";

export const courseHighlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], class: "lab-keyword" },
  { tag: [tags.variableName, tags.propertyName, tags.className, tags.self], class: "lab-name" },
  { tag: tags.comment, class: "lab-comment" },
]);
