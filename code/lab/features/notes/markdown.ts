// Notes as they look when they are read. Loaded at the first preview only. What the reader wrote may
// come from a file that somebody else made, so nothing in it becomes markup, and nothing is fetched.

import MarkdownIt from "markdown-it";

const outermost = 4; // the page's own headings go down to the third level

const markdown = new MarkdownIt("default", { html: false, linkify: false, breaks: true }).disable(
  "image",
);
markdown.validateLink = (address) => /^https?:\/\//i.test(address.trim());
markdown.core.ruler.push("headings_below_the_pages", (state) => {
  for (const token of state.tokens) {
    if (!token.type.startsWith("heading")) continue;
    token.tag = `h${Math.min(6, outermost - 1 + Number(token.tag.slice(1)))}`;
  }
});
markdown.renderer.rules.link_open = (tokens, index, options, _environment, renderer) => {
  tokens[index]?.attrSet("rel", "noopener noreferrer nofollow");
  return renderer.renderToken(tokens, index, options);
};

export function htmlOfNotes(text: string): string {
  return markdown.render(text);
}
