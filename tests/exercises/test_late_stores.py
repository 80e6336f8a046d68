"""The claims runner holds on stores that answer late, which is more than its exercise asks for."""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from consistent_messaging.checker import (
    ALL_FAULTS,
    HIDDEN_RETRY,
    STALE_READ,
    Scope,
    Verdict,
    check,
)
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.temp_import_dir import temp_import_dir

ROOT = Path(__file__).parents[2]
CLAIMS = ROOT / "code" / "exercises" / "claims_runner"
RIGHT = Path(__file__).parent / "right" / "claims_runner"
HOLDS = {
    "solution": CLAIMS / "solution.py",
    "an entry is a pair": RIGHT / "an_entry_is_a_pair.py",
    "a list of work": RIGHT / "a_list_of_work.py",
}
FAULTS = tuple(f for f in ALL_FAULTS if not f.avoidable or f in (HIDDEN_RETRY, STALE_READ))
TAKES_NOBODY_FOR_ANOTHER = RIGHT / "two_dictionaries.py"


def searched(path: Path, scope: Scope) -> Verdict:
    """Search the scope where any read of a document or a claim may come to what was earlier."""
    exercise = Exercise.read(CLAIMS)
    with temp_import_dir(exercise.sources(path.read_text(encoding="utf-8"))):
        scenario = import_module("scenario").scenario
        late = replace(scenario, consistency={"blobs": "stale", "claims": "stale"})
        try:
            return check(late, scope)
        finally:
            sys.modules.pop("scenario", None)


@pytest.mark.parametrize("form", HOLDS)
def test_both_stores_may_be_late(form: str) -> None:
    scope = Scope(("A",), FAULTS, most_faults=2, leftovers="none without faults")
    verdict = searched(HOLDS[form], scope)
    assert (verdict.verdict, verdict.violation) == ("pass", None)
    assert verdict.never_struck == ()


def test_two_messages_may_meet_on_late_stores() -> None:
    scope = Scope(("A", "B"), (STALE_READ,), most_faults=2)
    assert searched(HOLDS["solution"], scope).verdict == "pass"


def test_who_takes_nobody_for_somebody_else_loses_a_message() -> None:
    verdict = searched(TAKES_NOBODY_FOR_ANOTHER, Scope(("A",), FAULTS, most_faults=2))
    assert (verdict.anomaly, verdict.faults) == ("lost", 2)
