"""Habits of the texts that a machine can hold: length, tone, and where they lead."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LISTED = Path(__file__).parent / "external_links.txt"

WORDS_PER_MINUTE = 200
SECONDS_PER_LINE_OF_CODE = 2
LONGEST_LECTURE_MINUTES = 10

TEXTS = sorted([*DOCS.rglob("*.md"), *(ROOT / "code" / "exercises").glob("*/hints.md")])
NOTEBOOKS = sorted(DOCS.glob("notebooks/*.py"))
LECTURES = [path for path in TEXTS if "{ .lecture } · " in path.read_text(encoding="utf-8")]
FENCE = re.compile(r"^ *(`{3,}).*?\n(.*?)^ *\1 *$", re.DOTALL | re.MULTILINE)
GIVEN_UP = {
    "anew": "again",
    "by then": "now, or then",
    "can be had": "is possible",
    "every order of": "every sequence of",
    "in any order": "in any sequence",
    "in the place of": "instead of",
    "is no error": "you may",
    "some order of": "some sequence of",
    "whoever": "the listeners, somebody who",
}
LINK = re.compile(r"""https?://[^\s)>"'`\]]+""")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    """A page without what stands above it; of a notebook, what is no code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = "\n".join(line[2:] for line in text.splitlines() if line.startswith("# "))
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def prose_of(path: Path) -> str:
    """The text without its code, its marks and the addresses of its links."""
    text = re.sub(r"`[^`\n]*`", "code", FENCE.sub("", text_of(path)))
    return re.sub(r"\]\([^)]*\)|\{[.:][^}]*\}|<!--.*?-->|!\[", "", text)


def reading_minutes(path: Path) -> float:
    """The time that the text takes; code is looked at line by line."""
    words = len(re.findall(r"\w+", prose_of(path)))
    code = "".join(fence[2] for fence in FENCE.finditer(text_of(path)))
    lines = len([line for line in code.splitlines() if line.strip()])
    return words / WORDS_PER_MINUTE + lines * SECONDS_PER_LINE_OF_CODE / 60


def external_links() -> dict[str, str]:
    """Each address that a text leads to, with one text that does."""
    return {
        link.rstrip(".,;"): name_of(path)
        for path in [*TEXTS, *NOTEBOOKS]
        for link in LINK.findall(FENCE.sub("", text_of(path)))
    }


def test_there_are_six_lectures() -> None:
    assert len(LECTURES) == 6


@pytest.mark.parametrize("path", LECTURES, ids=name_of)
def test_a_lecture_is_read_in_ten_minutes(path: Path) -> None:
    assert reading_minutes(path) <= LONGEST_LECTURE_MINUTES


@pytest.mark.parametrize("path", [*TEXTS, *NOTEBOOKS], ids=name_of)
def test_a_text_has_no_exclamation_mark(path: Path) -> None:
    assert re.findall(r".*!.*", prose_of(path)) == []


@pytest.mark.parametrize(
    "path", [p for p in [*TEXTS, *NOTEBOOKS] if DOCS in p.parents], ids=name_of
)
def test_a_page_has_none_of_the_words_that_were_given_up(path: Path) -> None:
    text = prose_of(path)
    found = [words for words in GIVEN_UP if re.search(rf"\b{words}\b", text, re.IGNORECASE)]
    assert {words: GIVEN_UP[words] for words in found} == {}


def test_every_external_link_is_listed_and_every_listed_one_is_used() -> None:
    listed = LISTED.read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    assert set(external_links()) == set(listed)


def test_every_external_link_is_well_formed() -> None:
    parts = {link: urlsplit(link) for link in external_links()}
    assert parts
    assert [link for link, part in parts.items() if part.scheme != "https"] == []
    assert [link for link, part in parts.items() if "." not in part.netloc] == []
    assert [link for link, part in parts.items() if part.username or part.port] == []
