"""What a page says of a demonstration is what its history shows: the word, the attempts, the steps.

`says` in a fence quotes the steps that the text beside it speaks of, one after the other.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.exercise.pytest_runner import Row, check
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^ *```demonstration (?P<options>.*)\n(?:.*\n)*?^ *```$", re.M)
PART = re.compile(r"^ *(?:#+ |\?\?\? |```)", re.M)
ATTEMPT = re.compile(r"[A-Z]·\d")
WORD = re.compile(r"\*\*(ghost|lost|duplicate|contradictory|leak|stuck)\*\*")
STEP = re.compile(r"\bstep (\d+)", re.I)


@dataclass(frozen=True)
class Fence:
    """A demonstration in a page: its options, and the text beside it up to the next part."""

    page: str
    place: int
    options: dict[str, str]
    before: str
    after: str

    @property
    def says(self) -> list[str]:
        return [part for part in self.options.get("says", "").split("|") if part]

    @property
    def text(self) -> str:
        return f"{self.before}\n{self.after}"


def fences() -> list[Fence]:
    found = []
    for path in sorted(DOCS.rglob("*.md")):
        text, page = path.read_text(encoding="utf-8"), path.relative_to(DOCS).as_posix()
        for place, fence in enumerate(FENCE.finditer(text)):
            options = dict(re.findall(r'(\w+)="(.*?)"', fence["options"]))
            after = PART.split(text[fence.end() :])[0]
            before = PART.split(text[: fence.start()].rstrip())[-1]
            found.append(Fence(page, place, options, before, after))
    return found


FENCES = fences()
BROKEN = [fence for fence in FENCES if fence.options["expect"] != "holds"]


def name(fence: Fence) -> str:
    return f"{fence.page} {fence.place + 1}"


@pytest.fixture(scope="module", params=FENCES, ids=name)
def fence(request: pytest.FixtureRequest) -> Fence:
    """Each demonstration; all tests of one come together, so that it is checked once."""
    found: Fence = request.param
    return found


@pytest.fixture(scope="module")
def shown(site: MkDocsConfig) -> Callable[[str], list[dict[str, Any]]]:
    """The demonstrations of a page, as the page has them."""
    extensions, configs = site.markdown_extensions, site.mdx_configs

    @cache
    def shown_in(page: str) -> list[dict[str, Any]]:
        text = re.sub(r"\A---\n.*?\n---\n", "", (DOCS / page).read_text("utf-8"), flags=re.DOTALL)
        html = Markdown(extensions=extensions, extension_configs=configs).convert(text)
        labs = map(json.loads, re.findall(r'class="cm-data">(.*?)</template>', html))
        found = [lab for lab in labs if lab["kind"] == "demonstration"]
        assert len(found) == len(re.findall(r'data-expect="', html))
        return found

    return shown_in


@pytest.fixture(scope="module")
def row(fence: Fence, shown: Callable[[str], list[dict[str, Any]]]) -> Row:
    """What the check of a demonstration comes to."""
    lab = shown(fence.page)[fence.place]
    files = {f["name"]: f["source"] for f in lab["files"] if f["role"] != "library"}
    report = check(files, lab["file"])
    assert report.problem is None
    [found] = report.rows
    return found


def steps_of(row: Row) -> list[str]:
    assert row.history is not None
    return [step.sentence for step in row.history.steps]


def test_every_demonstration_of_a_page_is_found(
    shown: Callable[[str], list[dict[str, Any]]],
) -> None:
    counts = Counter(fence.page for fence in FENCES)
    assert {page: len(shown(page)) for page in counts} == counts


def test_a_demonstration_comes_to_what_its_page_says(fence: Fence, row: Row) -> None:
    assert row.verdict == fence.options["expect"], row.message


def test_what_a_demonstration_says_happens_one_after_the_other(fence: Fence, row: Row) -> None:
    if fence.options["expect"] == "holds":
        assert not fence.says
        return
    steps, at = steps_of(row), 0
    assert fence.says, "quote the steps that the text beside it speaks of"
    for part in fence.says:
        following = [place for place in range(at, len(steps)) if part in steps[place]]
        assert following, f"{part!r} is not in {steps[at:]}"
        at = following[0] + 1


def test_attempts_and_steps_that_the_text_names_are_in_the_history(fence: Fence, row: Row) -> None:
    named = set(ATTEMPT.findall(fence.text))
    if fence.options["expect"] == "holds":
        assert not ATTEMPT.findall(fence.after)
        return
    steps = steps_of(row)
    assert {attempt for attempt in named if not any(attempt in step for step in steps)} == set()
    assert set(ATTEMPT.findall(fence.after)) <= set(ATTEMPT.findall(" ".join(fence.says)))
    assert all(int(number) <= len(steps) for number in STEP.findall(fence.after))


def test_the_word_in_the_first_paragraph_below_is_the_word_of_the_check(fence: Fence) -> None:
    if fence.options["expect"] == "holds":
        return
    first = fence.after.strip().split("\n\n")[0]
    assert set(WORD.findall(first)) <= {fence.options["expect"]}


def test_enough_is_said_to_be_held_against_histories() -> None:
    assert len(BROKEN) > 15
    assert sum(bool(ATTEMPT.search(fence.after)) for fence in BROKEN) >= 5
    assert sum(bool(WORD.search(fence.after)) for fence in BROKEN) >= 4
