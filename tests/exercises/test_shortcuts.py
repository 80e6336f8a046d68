"""What seems to do the job without the lesson is refused: `shortcuts/<identifier>/` holds it.

Its docstring says the idea, then at least one check and the first words that it is told there:

    test_two_messages_may_have_the_same_content: Lost: C was acked
"""

import ast
import re
from pathlib import Path

import pytest
from consistent_messaging.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check

ROOT = Path(__file__).parents[2]
SHORTCUTS = Path(__file__).with_name("shortcuts")
FILES = {f"{path.parent.name}/{path.stem}": path for path in sorted(SHORTCUTS.glob("*/*.py"))}
EXERCISES = sorted(tests.parent.name for tests in ROOT.glob("code/exercises/*/test_*.py"))
LINE = re.compile(r"^Line \d+ ")  # which is another one whenever the docstring grows
REFUSAL = re.compile(r"^(test_\w+):\s+(.+)$", re.MULTILINE)


def sources(path: Path, checks: set[str]) -> tuple[dict[str, str], str]:
    """The exercise's files with this code, and with no other checks; and the name of the code."""
    exercise = Exercise.read(ROOT / "code" / "exercises" / path.parent.name)
    files = exercise.sources(path.read_text(encoding="utf-8"))
    tests = f"test_{exercise.file_name}"
    tree = ast.parse(files[tests])
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert checks <= named
    others = {name for name in named - checks if name.startswith("test_")}
    tree.body = [node for node in tree.body if getattr(node, "name", "") not in others]
    return files | {tests: ast.unparse(tree)}, exercise.file_name


def refusals(path: Path) -> dict[str, str]:
    """The checks that a file names, and the first words that each says."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return dict(REFUSAL.findall(ast.get_docstring(tree) or ""))


@pytest.mark.parametrize("shortcut", FILES)
def test_a_shortcut_is_refused_and_told_why(shortcut: str) -> None:
    expected = refusals(FILES[shortcut])
    files, main = sources(FILES[shortcut], set(expected))
    report = check(files, main)
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
