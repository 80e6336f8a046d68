"""Terms of the glossary become tooltips, once on a page and in running text only."""

import re

import pytest
from course_markdown import tooltips
from markdown import Markdown

GLOSSARY = """# Glossary

**Outbox**
:   A place where messages *wait*. It is `cleared`.

**Outbox entry**
:   One of them.

**To miss**
:   A read misses.

**Safe**, **at risk**
:   Two words.

**Lost**
:   Something else than usual.
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    glossary = tmp_path / "glossary.md"
    glossary.write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.setattr(tooltips, "GLOSSARY", glossary)
    return Markdown(extensions=["course_markdown.tooltips", "attr_list", "tables"]).convert


def marked(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<abbr title="(.*?)">(.*?)</abbr>', html)


def test_the_first_use_of_a_term_says_what_it_means(page) -> None:
    html = page("The outbox. Another outbox.")
    assert marked(html) == [("A place where messages wait.", "outbox")]
    assert "Another outbox." in html


def test_a_longer_term_is_found_before_a_shorter_one(page) -> None:
    html = page("An outbox entry, and then an outbox.")
    assert [term for _, term in marked(html)] == ["outbox entry", "outbox"]


def test_the_first_use_is_the_first_on_the_page(page) -> None:
    html = page("Here *is an Outbox* and an outbox.")
    assert [term for _, term in marked(html)] == ["Outbox"]


def test_a_plural_is_the_same_term(page) -> None:
    assert [term for _, term in marked(page("Two outboxs."))] == ["outboxs"]


@pytest.mark.parametrize(
    "text",
    [
        "# The outbox",
        "`outbox`",
        "    outbox",
        "[the outbox](x.md)",
        "**Outbox** is a word.",
        "The outbox.\n{: .kicker }",
        "# Glossary\n\nThe outbox.",
        "An outbox-based one, and `x`.",
    ],
)
def test_headings_code_links_and_what_is_explained_there_are_left_alone(page, text) -> None:
    assert marked(page(text)) == []


def test_everyday_words_verbs_and_pairs_are_no_terms() -> None:
    assert set(tooltips.terms_of(GLOSSARY)) == {"outbox", "outbox entry"}


def test_every_part_of_a_text_stays_in_its_place(page) -> None:
    html = page("One *two* outbox three *four* entry, an outbox entry five.")
    assert re.sub("<.*?>", "", html) == "One two outbox three four entry, an outbox entry five."


def test_the_course_s_glossary_has_terms_with_a_sentence_each() -> None:
    terms = tooltips.terms_of(tooltips.GLOSSARY.read_text(encoding="utf-8"))
    assert len(terms) > 30
    assert {term for term, meaning in terms.items() if not meaning.endswith(".")} == set()


def test_a_term_in_bold_is_explained_there_and_needs_no_mark_from_there_on(page) -> None:
    assert marked(page("The **outbox** keeps it. Look into the outbox.")) == []
    assert [term for _, term in marked(page("An outbox. The **outbox**, an outbox."))] == ["outbox"]


def test_a_picture_keeps_its_words(tmp_path, monkeypatch) -> None:
    glossary = tmp_path / "glossary.md"
    glossary.write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.setattr(tooltips, "GLOSSARY", glossary)
    convert = Markdown(extensions=["course_markdown.tooltips", "md_in_html"]).convert
    html = convert('<figure markdown="1">\n<svg><text>outbox</text></svg>\n\nAn outbox.\n</figure>')
    assert "<text>outbox</text>" in html
