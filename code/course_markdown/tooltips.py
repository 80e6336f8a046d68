"""Terms of the glossary as tooltips: the first time that a page uses one in its running text.

The glossary is the only list. Headings, code, links, pictures and what is in bold are left alone:
a term in bold is explained right there, and needs no mark from there on.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

GLOSSARY = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"
TITLE = "Glossary"
# More often meant as anybody means them.
EVERYDAY_WORDS = {"Broker", "Duplicate", "Lost", "Message", "Step", "Window"}
LEFT_ALONE = {"a", "abbr", "code", "figure", "pre", "script", "strong", "summary"}
LEFT_ALONE |= {"h1", "h2", "h3", "h4"}
CLASSES_LEFT_ALONE = {"agenda", "button", "can", "kicker", "promise", "question"}

Terms = dict[str, str]


def terms_of(glossary: str) -> Terms:
    """Return what each term means, in its first sentence, by the term in small letters.

    What has several names, or names something that one does, is no word to be looked up.
    """
    entries = re.findall(r"^\*\*([^*\n]+)\*\*\n: +(.+)$", glossary, flags=re.MULTILINE)
    return {
        term.lower(): _plain(meaning)
        for term, meaning in entries
        if term not in EVERYDAY_WORDS and not term.startswith("To ")
    }


def _plain(meaning: str) -> str:
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", meaning)
    return re.split(r"(?<=[.]) ", re.sub(r"[*`]", "", text))[0]


class Tooltips(Treeprocessor):
    """Wraps the first use of each term in an `abbr` with what it means."""

    def __init__(self, md: Markdown, terms: Terms) -> None:
        super().__init__(md)
        names = sorted(map(re.escape, terms), key=len, reverse=True)
        self._names = re.compile(rf"(?<![\w-])({'|'.join(names)})s?(?![\w-])", re.IGNORECASE)
        self._terms = terms

    def run(self, root: Element) -> None:
        """Leave the glossary itself as it is, and docstrings, which are only parts of a page."""
        is_docstring = "mkdocstrings_headings" in self.md.treeprocessors
        if is_docstring or not self._terms or any(h1.text == TITLE for h1 in root.iter("h1")):
            return
        open_terms = dict(self._terms)
        marked = []
        for element, place, text in list(_running_text(root)):
            if element.tag == "strong":
                self._explained(text, open_terms)
            elif len(parts := self._parts(text, open_terms)) > 1:
                marked.append((element, place, parts))
        for element, place, parts in reversed(marked):  # from the end, so that places stay right
            _put(element, place, parts)

    def _explained(self, bold: str, open_terms: Terms) -> None:
        if match := self._names.match(bold):
            open_terms.pop(match[1].lower(), None)

    def _parts(self, text: str, open_terms: Terms) -> list[str | Element]:
        """Return the text, cut where a term is used for the first time, with its mark between."""
        parts: list[str | Element] = []
        end = 0
        for match in self._names.finditer(text):
            meaning = open_terms.pop(match[1].lower(), None)
            if meaning is not None:
                mark = Element("abbr", {"title": meaning})
                mark.text = AtomicString(match[0])
                parts += [text[end : match.start()], mark]
                end = match.end()
        return [*parts, text[end:]]


def _running_text(element: Element) -> Iterator[tuple[Element, int, str]]:
    """Yield each text with its element and the place of the child after it, as on the page.

    What is in bold comes as well, so that it is known what is explained there.
    """
    if element.tag == "strong" and _is_plain(element.text):
        yield element, 0, str(element.text)
    if element.tag in LEFT_ALONE or CLASSES_LEFT_ALONE & set(element.get("class", "").split()):
        return
    if _is_plain(element.text):
        yield element, 0, str(element.text)
    for place, child in enumerate(element, start=1):
        yield from _running_text(child)
        if _is_plain(child.tail):
            yield element, place, str(child.tail)


def _is_plain(text: str | None) -> bool:
    return bool(text and text.strip()) and not isinstance(text, AtomicString)


def _put(element: Element, place: int, parts: list[str | Element]) -> None:
    """Put these texts and marks where there was one text."""
    before = element[place - 1] if place else None
    for part in parts:
        if isinstance(part, Element):
            element.insert(place, part)
            before, place = part, place + 1
        elif before is None:
            element.text = part
        else:
            before.tail = part


class TooltipsExtension(Extension):
    """Reads the glossary for every page, so that an edit of it shows at once."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Come after everything that makes text, and before what is escaped comes back."""
        terms = terms_of(GLOSSARY.read_text(encoding="utf-8"))
        md.treeprocessors.register(Tooltips(md, terms), "glossary_tooltips", 3)


def makeExtension() -> TooltipsExtension:  # noqa: N802 - Markdown's own name
    """Return the extension: what Markdown calls."""
    return TooltipsExtension()
