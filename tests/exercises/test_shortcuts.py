"""What seems to do the job without the lesson is refused: `shortcuts/<identifier>/` holds it.

Its docstring says the idea, then at least one check and the first words that it is told there:

    test_two_messages_may_have_the_same_content: Lost: C was acked
"""

import ast
import re
from pathlib import Path

import pytest
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check
from named_checks import with_only

ROOT = Path(__file__).parents[2]
SHORTCUTS = Path(__file__).with_name("shortcuts")
FILES = {f"{path.parent.name}/{path.stem}": path for path in sorted(SHORTCUTS.glob("*/*.py"))}
EXERCISES = sorted(tests.parent.name for tests in ROOT.glob("code/exercises/*/test_*.py"))
LINE = re.compile(r"^Line \d+ ")  # which is another one whenever the docstring grows
REFUSAL = re.compile(r"^(test_\w+):\s+(.+)$", re.MULTILINE)


def refusals(path: Path) -> dict[str, str]:
    """The checks that a file names, and the first words that each says."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return dict(REFUSAL.findall(ast.get_docstring(tree) or ""))


def first_at_a_check() -> set[str]:
    """The shortcuts with which `make test` sees each check that refuses some refuse one."""
    first: dict[tuple[str, str], str] = {}
    for shortcut, path in FILES.items():
        for check_name in refusals(path):
            first.setdefault((path.parent.name, check_name), shortcut)
    return set(first.values())


FIRST = first_at_a_check()
ALL = [
    pytest.param(shortcut, marks=[] if shortcut in FIRST else [pytest.mark.slow])
    for shortcut in FILES
]


@pytest.mark.parametrize("shortcut", ALL)
def test_a_shortcut_is_refused_and_told_why(shortcut: str) -> None:
    expected = refusals(FILES[shortcut])
    path = FILES[shortcut]
    exercise = Exercise.read(ROOT / "code" / "exercises" / path.parent.name)
    files = with_only(exercise, path.read_text(encoding="utf-8"), expected.keys())
    report = check(files, exercise.file_name)
    assert report.problem is None
    told = {row.name: LINE.sub("", row.message) for row in report.rows if row.verdict != "holds"}
    assert {name: told.get(name, "")[: len(words)] for name, words in expected.items()} == expected


@pytest.mark.parametrize("shortcut", FILES)
def test_a_shortcut_says_what_its_idea_is_and_where_it_is_refused(shortcut: str) -> None:
    tree = ast.parse(FILES[shortcut].read_text(encoding="utf-8"))
    idea, empty, *_ = (ast.get_docstring(tree) or "").splitlines()
    assert (idea[-1], empty) == (".", "")
    assert refusals(FILES[shortcut])


@pytest.mark.parametrize("identifier", EXERCISES)
def test_an_exercise_knows_at_least_five_shortcuts(identifier: str) -> None:
    assert len(list((SHORTCUTS / identifier).glob("*.py"))) >= 5
