"""A list of faults reads as a list: each has one name, which looks like no list itself."""

import re
from pathlib import Path

from consistent_messaging.checker import ALL_FAULTS, Scope

DOCS = Path(__file__).parents[2] / "docs"
NAMES = [fault.name for fault in ALL_FAULTS]


def test_no_name_of_a_fault_looks_like_two() -> None:
    assert len(NAMES) > 10
    assert len(set(NAMES)) == len(NAMES)
    assert [name for name in NAMES if re.search(r"[,;:]| and | or | but ", name)] == []


def test_a_scope_names_each_of_its_faults_once_and_they_can_be_told_apart() -> None:
    told = str(Scope(("A", "B"), ALL_FAULTS, most_faults=2))
    _, _, listed = told.partition(" of ")
    assert re.split(r", | and ", listed) == NAMES


def test_the_reference_has_the_same_names() -> None:
    page = (DOCS / "reference" / "checker.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([a-z ]+) \| `\S+`", page, re.MULTILINE)[: len(NAMES)] == NAMES
