"""Every protocol, right or wrong, gets from the checker what `catalogue.json` says about it."""

import re
import sys
from pathlib import Path

import catalogue
import protocols
import pytest
from catalogue import Entry

TABLE = catalogue.read()
MARKS = (pytest.mark.slow, pytest.mark.widest)
MANY = 4000  # states; so many are searched in `make test` for the first form of each stage only


def marks_of(entry: Entry) -> list[pytest.MarkDecorator]:
    """What the table says; and slow is a large search of a form beside the first."""
    is_large = (entry.states or 0) > MANY and not entry.protocol.endswith("/right")
    return [mark for mark in MARKS if getattr(entry, mark.name)] or [MARKS[0]] * is_large


ENTRIES = [
    pytest.param(entry, id=str(entry), marks=marks_of(entry))
    for entry in TABLE[:: 5 if sys.platform == "emscripten" else 1]
]
KINDS = ("right", "wrong")
WIDEST = ("AB", "items", 2, "all")
WRONG = sorted({entry.protocol for entry in TABLE if not entry.right})


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_search_comes_to_what_the_catalogue_says(entry: Entry) -> None:
    assert catalogue.anew(entry) == entry


def test_every_protocol_is_in_the_catalogue() -> None:
    assert {entry.protocol for entry in TABLE} == {
        *(name for stage in "sw" for kind in KINDS for name in protocols.names(kind, stage)),
    }


def test_a_right_protocol_is_wrong_nowhere_unless_the_catalogue_explains_it() -> None:
    for entry in TABLE:
        assert not entry.right or entry.anomaly == "none" or entry.note


@pytest.mark.parametrize("protocol", WRONG)
def test_a_wrong_protocol_is_caught_as_its_account_says_unless_the_catalogue_explains_it(
    protocol: str,
) -> None:
    account = protocols.account_of(protocol)
    entries = [entry for entry in TABLE if entry.protocol == protocol]
    assert any(entry.note or as_expected(entry, account) for entry in entries)


def as_expected(entry: Entry, account: dict[str, str]) -> bool:
    """True if it is the anomaly of the account, with as few faults as that needs."""
    needs = re.match(
        r"no fault|(\d) faults?\b|2 consumers(, 2 messages)?, (\d) fault", account["Needs"]
    )
    assert needs is not None
    return entry.anomaly == account["Anomaly"] and (entry.faults or 0) == int(
        needs[1] or needs[3] or 0
    )


@pytest.mark.parametrize("stage", ["s1", "s2", "s3", "s4", "s5", "s6"])
def test_every_form_of_a_stage_holds_in_every_sequence_under_two_faults_of_every_kind(
    stage: str,
) -> None:
    forms = [name for name in protocols.names("right") if name.startswith(stage)]
    widest = {
        e.protocol for e in TABLE if e.up_to == 2 and e.kinds == "all" and e.anomaly == "none"
    }
    assert forms
    assert set(forms) <= widest


@pytest.mark.parametrize("stage", ["s1", "s2", "s3", "s4", "s5", "s6"])
def test_the_first_form_of_a_stage_holds_for_two_messages_under_two_faults_of_every_kind(
    stage: str,
) -> None:
    (first,) = (name for name in protocols.names("right") if re.match(rf"{stage}_\w+/right$", name))
    assert any(
        (e.protocol, e.names, e.up_to, e.kinds, e.anomaly) == (first, "AB", 2, "all", "none")
        for e in TABLE
    )


def test_the_reference_says_how_far_each_protocol_was_searched() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "checker.md"
    table = page.read_text(encoding="utf-8").partition("## How far the protocols")[2]
    told = re.findall(r"^\| [^|]+ \| ([\d,]+) \|$", table.partition("\n## ")[0], re.MULTILINE)
    first = re.compile(r"s\d_\w+/right(_pending)?")
    widest = [e for e in TABLE if (e.names, e.contents, e.up_to, e.kinds) == WIDEST]
    assert told == [f"{e.states:,}" for e in widest if first.fullmatch(e.protocol)]
