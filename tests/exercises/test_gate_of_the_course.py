"""Every exercise of the course passes the gate, and stands in exactly one page."""

import re
import sys
from itertools import islice
from pathlib import Path

import pytest
from consistent_messaging.authoring.lint import (
    pages_problems,
    rules_broken_by_mistake,
    rules_broken_without_mistakes,
)
from consistent_messaging.exercise.exercise import find_exercises
from consistent_messaging.exercise.pytest_runner import check
from named_checks import with_only

ROOT = Path(__file__).parents[2]
EXERCISES = find_exercises(ROOT / "code" / "exercises")
MISTAKES = {
    f"{identifier}/{mistake.path.stem}": (exercise, mistake)
    for identifier, exercise in EXERCISES.items()
    for mistake in exercise.mistakes
}
# Pyodide is asked whether verdicts come out as on CPython: for that, some of each exercise do.
# What a class keeps from one check to the next shows only where all of them run.
FROM_CHECK_TO_CHECK = "state_machine_runner/shares_one_runner"
IN_PYODIDE = sys.platform == "emscripten"
JUDGED = [name for name in MISTAKES if name != FROM_CHECK_TO_CHECK][:: 8 if IN_PYODIDE else 1]
FENCE = re.compile(r"^```+ *exercise *\n(.+?)\n```+ *$", re.MULTILINE)


@pytest.mark.skipif(IN_PYODIDE, reason="tests/browser/course.test.ts goes through them")
@pytest.mark.parametrize("identifier", EXERCISES)
def test_an_exercise_keeps_every_rule(identifier: str) -> None:
    problems = rules_broken_without_mistakes(EXERCISES[identifier])
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("mistake", JUDGED)
def test_a_mistake_is_told_as_it_says(mistake: str) -> None:
    """By the first of the checks that it names; `make slow` runs all."""
    exercise, known = MISTAKES[mistake]
    expected = dict(islice(known.expected.items(), 1))
    rows = check(with_only(exercise, known.source, expected.keys()), exercise.file_name).rows
    assert {row.name: row.message.partition("\n")[0] for row in rows} == expected


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_fails_the_checks_that_it_names_and_no_others(mistake: str) -> None:
    problems = rules_broken_by_mistake(*MISTAKES[mistake])
    assert [str(problem) for problem in problems] == []


def test_each_exercise_stands_in_exactly_one_page() -> None:
    pages = {
        path.relative_to(ROOT): [name.strip() for name in FENCE.findall(path.read_text("utf-8"))]
        for path in sorted((ROOT / "docs").rglob("*.md"))
    }
    assert [str(problem) for problem in pages_problems(pages, set(EXERCISES))] == []
