"""Reports from the field: the fault is found by the word that life says, and the fix holds."""

import time
from importlib import import_module
from pathlib import Path

import pytest
from cases.case import Case
from consistent_messaging.checker import Scope, check

FILES = sorted(path.stem for path in Path(__file__).with_name("cases").glob("case_*.py"))
CASES: dict[str, Case] = {name: import_module(f"cases.{name}").CASE for name in FILES}
MOST_SECONDS = 10  # of this process alone, on the machine on which the course was made
SEARCHES = [
    pytest.param(CASES[name], scope, schedule, id=f"{name}: {scope}")
    for name in FILES
    for scope, schedule in CASES[name].histories
]


@pytest.mark.parametrize(("case", "scope", "schedule"), SEARCHES)
def test_the_fault_is_found_by_the_word_that_life_says(
    case: Case, scope: Scope, schedule: str
) -> None:
    found = check(case.wrong, scope)
    assert (found.verdict, found.anomaly, found.schedule) == ("fail", case.word, schedule)


@pytest.mark.parametrize(("case", "scope", "schedule"), SEARCHES)
def test_the_fix_holds_in_every_state(case: Case, scope: Scope, schedule: str) -> None:
    began = time.process_time()
    found = check(case.right, scope)
    assert (found.verdict, found.never_struck) == ("pass", ())
    assert time.process_time() - began < MOST_SECONDS


def test_there_are_cases() -> None:
    assert FILES
