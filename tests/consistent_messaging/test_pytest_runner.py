"""A row of a check: what happened in the test, as a verdict and a message for the learner."""

import os
import tempfile
from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import Row, check

FOLDER = Path(__file__).parents[2] / "code" / "exercises" / "outbox_handler"
EXERCISE = Exercise.read(FOLDER)
IDLE = """
class AddItemHandler:
    def __init__(self, blobs, dispatcher): ...
    def handle(self, message, context): ...
"""


def row_of(name: str, source: str) -> Row:
    report = check(EXERCISE.sources(source), EXERCISE.file_name)
    return next(row for row in report.rows if row.name == name)


def test_a_monkey_that_found_nothing_to_strike_is_told_with_the_history_without_it() -> None:
    row = row_of("test_a_crash_after_the_first_put", IDLE)
    assert (row.verdict, row.line) == ("not yet", None)
    assert row.message == "The monkey 'crash after a write' never struck."
    assert row.history is not None
    assert row.history.faults == 0


def test_ctrl_c_ends_a_check_at_its_row() -> None:
    pressed = "raise KeyboardInterrupt"
    source = IDLE.replace("dispatcher): ...", f"dispatcher): {pressed}")
    assert source != IDLE
    (row,) = check(EXERCISE.sources(source), EXERCISE.file_name).rows
    assert (row.verdict, row.message) == ("error", "KeyboardInterrupt")


def test_a_check_looks_at_no_folder_but_its_own(tmp_path, monkeypatch) -> None:
    """pytest would list each folder above: where temporary files are, there may be thousands."""
    looked_at = set()
    scandir = os.scandir

    def recorded(path="."):
        looked_at.add(Path(path) if isinstance(path, (str, os.PathLike)) else path)
        return scandir(path)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "scandir", recorded)
    assert row_of("test_a_crash_after_the_first_put", IDLE).verdict == "not yet"
    assert looked_at.isdisjoint({tmp_path, *tmp_path.parents})


def test_a_failure_is_told_without_what_pytest_would_tell_of_it(monkeypatch) -> None:
    """It would parse every file on the way to the failure, which takes longer than many a test."""

    def account(*_):
        raise AssertionError

    monkeypatch.setattr(pytest.Function, "repr_failure", account)
    assert row_of("test_a_crash_after_the_first_put", IDLE).verdict == "not yet"
