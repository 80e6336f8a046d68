"""The tests of an exercise say the same in any sequence: a page lets two workers share them."""

import sys
from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import Exercise, find_exercises
from consistent_messaging.exercise.pytest_runner import Row, collected
from sampled import one_in

ROOT = Path(__file__).parents[2]
EXERCISES = find_exercises(ROOT / "code" / "exercises")
IN_PYODIDE = sys.platform == "emscripten"


def rows(exercise: Exercise, source: str, *, backwards: bool = False) -> dict[str, Row]:
    files, main = exercise.sources(source), exercise.file_name
    with collected(files, main, on_row=lambda row: None, on_progress=lambda *_: None) as tests:
        for item in tests.items[::-1] if backwards else tests.items:
            tests.play(item)
        return {row.name: row for row in tests.rows}


def told(row: Row) -> tuple[object, ...]:
    schedule = row.history.schedule if row.history else None
    return row.verdict, row.message, row.line, row.scope, schedule


@pytest.mark.skipif(IN_PYODIDE, reason="tests/browser/two_workers.test.ts looks there")
@pytest.mark.parametrize("identifier", one_in(2, [*EXERCISES]))
def test_each_row_is_the_same_whichever_were_played_before(identifier: str) -> None:
    exercise = EXERCISES[identifier]
    forwards = rows(exercise, exercise.starter)
    others = rows(exercise, exercise.starter, backwards=True)
    assert len(forwards) > 1
    assert {name: told(row) for name, row in others.items()} == {
        name: told(row) for name, row in forwards.items()
    }


@pytest.mark.skipif(IN_PYODIDE, reason="tests/browser/two_workers.test.ts looks there")
@pytest.mark.parametrize("identifier", one_in(2, [*EXERCISES]))
def test_a_solution_holds_backwards_too(identifier: str) -> None:
    """Forwards it does: the linter for exercises says so."""
    exercise = EXERCISES[identifier]
    found = rows(exercise, exercise.solution, backwards=True)
    assert {row.verdict for row in found.values()} == {"holds"}
    assert not any(row.message or row.history for row in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("identifier", EXERCISES)
def test_each_verdict_on_a_mistake_is_the_same_whichever_were_played_before(
    identifier: str,
) -> None:
    """What a class keeps from one test to the next may be told in other words."""
    exercise = EXERCISES[identifier]
    for mistake in exercise.mistakes:
        forwards = rows(exercise, mistake.source)
        others = rows(exercise, mistake.source, backwards=True)
        assert {name: row.verdict for name, row in others.items()} == {
            name: row.verdict for name, row in forwards.items()
        }, mistake.path.stem
