"""The cases: each report's bug is found with the word of its page, and its repair holds."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.checker import CRASH
from consistent_messaging.design import check_design, loaded
from course_markdown.cases import CASES, HOLDS, Case, case_html, names_of_cases
from pymdownx.superfences import SuperFencesException

DOCS = Path(__file__).parents[2] / "docs" / "cases"
INDEX = DOCS / "index.md"
PAGES = sorted(set(DOCS.glob("*.md")) - {INDEX})
SECTION = re.compile(r"^## [^\n]+ \{ #([\w-]+) \}\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```case\n(\w+)\n```$", re.MULTILINE)
REPORT = re.compile(r"\]\((https://github\.com/[\w.-]+/[\w.-]+/(?:issues|pull)/\d+)\)")
MOST_SECONDS = 2  # of work, on CPython; a page needs about as long
MOST_STATES = 200_000
MOST_WORDS = 320  # that a section has: with the code, five minutes
MOST_LINES = 85  # of a case that are not empty, without what it shares with others
LEADS = ("Reported", "The design", "The fix", "Where the model ends")


@dataclass(frozen=True)
class Section:
    """A section of a page: what it is called in an address, and its text."""

    page: Path
    anchor: str
    text: str


def sections() -> dict[str, Section]:
    """The section of each case."""
    found: dict[str, Section] = {}
    for page in PAGES:
        for anchor, text in SECTION.findall(page.read_text("utf-8")):
            [name] = FENCE.findall(text)
            assert name not in found
            found[name] = Section(page, anchor, text)
    return found


SECTIONS = sections()
NAMES = names_of_cases()


def test_each_case_has_one_section_of_a_page() -> None:
    assert sorted(SECTIONS) == NAMES
    assert len(NAMES) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_the_bug_is_found_and_the_repair_holds(name: str) -> None:
    case = Case.read(name)
    began = time.process_time()
    with loaded(case.file) as design:
        rows = {row.name: row for row in check_design(design)}
    assert time.process_time() - began < MOST_SECONDS
    assert {which: row.verdict for which, row in rows.items()} == {
        which: word for which, (word, _) in case.expected.items()
    }
    for which, (word, faults) in case.expected.items():
        search, history = rows[which].search, rows[which].history
        assert search is not None
        assert search.states <= MOST_STATES
        assert (history is None) == (word == HOLDS)
        if history is not None:
            assert search.faults == faults


@pytest.mark.parametrize(
    ("name", "scope", "word"),
    [
        ("key_saved_after_the_work", {"faults": (CRASH,)}, "stuck"),
        ("sent_again_for_each_copy", {"faults": (CRASH,)}, "duplicate"),
        ("sent_again_for_each_copy", {"consumers": 2}, "duplicate"),
    ],
)
def test_a_repair_that_is_no_end_breaks_as_its_page_says(
    name: str, scope: dict[str, Any], word: str
) -> None:
    with loaded(Case.read(name).file) as design:
        [row] = check_design(design, [design.pick("repaired").with_scope(**scope)])
    assert row.verdict == word


@pytest.mark.parametrize("name", NAMES)
def test_a_case_breaks_and_is_repaired(name: str) -> None:
    case = Case.read(name)
    words = [word for word, _ in case.expected.values()]
    assert next(iter(case.expected)) == "reported"
    assert words[0] != HOLDS
    assert words[-1] == HOLDS
    assert sum(map(bool, case.source.splitlines())) <= MOST_LINES


@pytest.mark.parametrize("name", NAMES)
def test_a_section_has_the_report_the_words_and_where_the_model_ends(name: str) -> None:
    text = SECTIONS[name].text
    for lead in LEADS:
        assert f"**{lead}.**" in text
    assert REPORT.search(text)
    for word, _ in Case.read(name).expected.values():
        assert f"*{word}*" in text
    assert len(re.sub(r"\]\([^)]*\)", "", text).split()) <= MOST_WORDS


@pytest.mark.parametrize("name", NAMES)
def test_the_first_page_leads_to_each_case(name: str) -> None:
    section = SECTIONS[name]
    assert f"({section.page.name}#{section.anchor})" in INDEX.read_text("utf-8")


def test_the_first_page_counts_as_the_table_does() -> None:
    text = INDEX.read_text("utf-8")
    faults = [Case.read(name).expected["reported"][1] for name in NAMES]
    assert (len(NAMES), faults.count(0)) == (19, 9)
    assert "Nine of the nineteen break without one" in text
    for name in NAMES:
        word, _ = Case.read(name).expected["reported"]
        assert re.search(rf"^\| {word} \| \[.*#{SECTIONS[name].anchor}\)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("missing", "", "There is no case 'missing'"),
        ("wrong", '"""A case.\n\nreported: gone, 1 fault\n"""\n', r"wrong.py says \['gone'\]"),
        ("empty", '"""A case."""\n', "empty.py says"),
    ],
)
def test_a_fence_that_is_not_right_stops_the_build(
    name: str, source: str, said: str, tmp_path: Path
) -> None:
    if source:
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    with pytest.raises(SuperFencesException, match=said):
        Case.read(name, tmp_path)


def test_a_fence_shows_what_the_case_shares_with_others() -> None:
    html = case_html(Case.read("in_progress_for_ever"))
    assert 'data-file="bank_shop.py" data-role="given"' in html
    assert "code/cases/in_progress_for_ever.py" in html
    assert "reported: stuck, 1 fault" in html
    assert "shop" not in " ".join(names_of_cases(CASES))
