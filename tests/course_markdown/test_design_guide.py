"""The guide's code is one design: each scenario in it gets the word that stands behind it."""

import re
from pathlib import Path

import pytest
from consistent_messaging.design import check_design, loaded
from wrong_designs import WRONG

PAGE = (Path(__file__).parents[2] / "docs" / "design-guide.md").read_text("utf-8")
CODE = "\n\n".join(re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
EXPECTED = {
    name: (word, int(faults or 0))
    for name, word, faults in re.findall(
        r"^(\w+) = [^\n]*\(.*?  # ([a-z ]+)(?:, (\d) faults?)?$", CODE, re.MULTILINE
    )
}
PARTS = 10  # of the world, each with an example
SAID = re.findall(r"^\| `(.+?)` \|", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("guide") / "guide.py"
    found.write_text(CODE, encoding="utf-8")
    return found


def test_every_scenario_of_the_guide_says_what_comes_of_it(file: Path) -> None:
    with loaded(file) as design:
        assert sorted(design.scenarios) == sorted(EXPECTED)
    assert len(EXPECTED) >= PARTS
    assert next(iter(EXPECTED.items())) == ("scenario", ("holds", 0))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_gets_its_word(name: str, file: Path) -> None:
    word, faults = EXPECTED[name]
    with loaded(file) as design:
        [row] = check_design(design, [design.pick(name)])
    assert row.verdict == word, row.message
    if word == "error":
        assert "keeps something in self.known" in row.message
    else:
        assert row.search is not None
        assert (row.search.faults or 0) == faults


IF = 'if f"done {message_id}" not in self.records:\n            self.'
DISPATCH = "self.dispatcher.dispatch([OutgoingMessage(key, ItemAdded(item))])\n"
DELETE = "            self.database.delete(key)\n"
DELETED_FIRST = f"{DELETE.strip()}\n            {DISPATCH}"


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (IF, "if True:\n            self.", "duplicate"),
        (DISPATCH + DELETE, DELETED_FIRST, "lost"),
    ],
)
def test_what_the_guide_breaks_on_purpose_is_found(
    before: str, after: str, word: str, tmp_path: Path
) -> None:
    assert CODE.count(before) == 1
    file = tmp_path / "guide.py"
    file.write_text(CODE.replace(before, after), encoding="utf-8")
    with loaded(file) as design:
        [row] = check_design(design, [design.pick("scenario")])
    assert row.verdict == word


@pytest.mark.parametrize("said", SAID)
def test_an_error_of_the_guide_is_said_like_that(said: str) -> None:
    assert any(said in wrong.said.replace("`", "'") for wrong in WRONG.values())


def test_the_guide_has_errors() -> None:
    assert len(SAID) >= PARTS


def test_the_guide_shows_more_than_one_word() -> None:
    words = {word for word, _ in EXPECTED.values()}
    assert {"holds", "lost", "duplicate", "stuck"} < words
