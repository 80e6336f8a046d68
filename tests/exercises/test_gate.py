"""The gate itself, on a tiny fake course in which one thing after the other is broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from consistent_messaging.authoring.lint import pages_problems, rules_broken
from consistent_messaging.authoring.scaffold import scaffold
from consistent_messaging.exercise.exercise import Exercise, ExerciseProblem

FAKE_COURSE = Path(__file__).parent / "fake_course"
Break = Callable[[Path], object]


@pytest.fixture
def greeting(tmp_path: Path) -> Path:
    shutil.copytree(FAKE_COURSE, tmp_path / "exercises", ignore=shutil.ignore_patterns("__py*"))
    return tmp_path / "exercises" / "greeting"


def complaints(folder: Path) -> str:
    try:
        return "\n".join(str(problem) for problem in rules_broken(Exercise.read(folder)))
    except ExerciseProblem as problem:
        return str(problem)


def replace(path: Path, old: str, new: str) -> Path:
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")
    return path


def test_a_sound_exercise_passes(greeting: Path) -> None:
    assert complaints(greeting) == ""


BROKEN: dict[str, tuple[Break, str]] = {
    "no starter": (lambda f: (f / "starter.py").unlink(), "starter.py: This file is missing."),
    "no solution": (lambda f: (f / "solution.py").unlink(), "solution.py: This file is missing."),
    "no scenario": (lambda f: (f / "scenario.py").unlink(), "scenario.py: This file is missing."),
    "no hints": (lambda f: (f / "hints.md").unlink(), "hints.md: This file is missing."),
    "no checks": (
        lambda f: (f / "test_greeter.py").unlink(),
        "has one test_<name>.py; here",
    ),
    "no mistakes": (lambda f: shutil.rmtree(f / "mistakes"), "knows the mistakes"),
    "too few hints": (lambda f: replace(f / "hints.md", "## Do", "Do"), "here are 2."),
    "no account": (lambda f: replace(f / "hints.md", "## Why it is right", ""), "Why it is right"),
    "an empty hint": (lambda f: replace(f / "hints.md", "Ask it.", ""), "'## Do' is empty."),
    "an unexpected file": (lambda f: (f / "notes.txt").touch(), "notes.txt: An exercise has no"),
    "a starter that is not Python": (
        lambda f: (f / "starter.py").write_text("def"),
        "starter.py: Line 1 is not Python",
    ),
    "a starter that raises": (
        lambda f: replace(f / "starter.py", "greeted = ", "greeted = 1 / 0 or "),
        "A starter must run. ZeroDivisionError: division by zero",
    ),
    "a starter that passes": (
        lambda f: shutil.copy(f / "solution.py", f / "starter.py"),
        "The starter passes all checks. It must fail at least one; otherwise the learner",
    ),
    "a starter that is answered without help": (
        lambda f: replace(
            f / "test_greeter.py",
            'assert_consistent(scenario, scenario.play("A"))',
            "assert 1 == 2",
        ),
        "which helps nobody",
    ),
    "a solution that fails": (
        lambda f: shutil.copy(f / "starter.py", f / "solution.py"),
        "The solution must pass all checks. test_the_same_guest_twice: Duplicate",
    ),
    "a handler that is not deterministic": (
        lambda f: replace(f / "starter.py", '"greeted")', "__import__('os').urandom(4).hex())"),
        "starter.py: A starter must run. Line 14 calls os.urandom(). ",
    ),
    "a file that is another one at each import": (
        lambda f: replace(
            replace(f / "starter.py", '"greeted")', "SALT)"),
            "\n\nclass Greeter",
            "SALT = __import__('os').urandom(4).hex()\n\n\nclass Greeter",
        ),
        "Two runs of the same code give different histories.",
    ),
    "a mistake without messages": (
        lambda f: (f / "mistakes" / "empty.py").write_text('"""Nothing."""\n'),
        "empty.py: A mistake's docstring names the tests that fail",
    ),
    "a mistake that gets another message": (
        lambda f: replace(f / "mistakes" / "never_asks.py", "Duplicate:", "Lost:"),
        "never_asks.py: test_the_same_guest_twice should say: Lost:",
    ),
    "a mistake that passes where it should fail": (
        lambda f: replace(f / "mistakes" / "another_id.py", "_guest_twice:", "_guest_thrice:"),
        "It should fail test_the_same_guest_thrice, and passes it, or there is no such test.",
    ),
    "a mistake that fails where it should pass": (
        lambda f: replace(f / "mistakes" / "says_nothing.py", "test_one_guest:", "Not a test:"),
        "It should pass test_one_guest, and got: Lost:",
    ),
    "too few mistakes": (
        lambda f: (f / "mistakes" / "never_asks.py").unlink(),
        "3 known mistakes; there are at least 4.",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_gate_names_what_is_wrong(fault: str, greeting: Path) -> None:
    break_it, complaint = BROKEN[fault]
    break_it(greeting)
    assert complaint in complaints(greeting)


def test_every_complaint_names_the_path_from_the_course_s_folder_on(greeting: Path) -> None:
    (greeting / "hints.md").unlink()
    assert complaints(greeting).endswith(
        "exercises/greeting/hints.md: This file is missing. "
        "Three to six hints lead from vague to plain. Write it."
    )


def test_a_scaffolded_exercise_runs_and_says_what_is_to_be_written(greeting: Path) -> None:
    root = greeting.parent
    orders = Path(__file__).parents[2] / "code" / "exercises" / "orders.py"
    shutil.copy(orders, root / "orders.py")
    found = complaints(scaffold(root, "brand_new"))
    assert "starter.py: Line 10 says WRITE:" in found
    assert "hints.md: Line 1 says WRITE:" in found
    assert "must run" not in found
    assert "must pass" not in found


def test_a_scaffold_overwrites_nothing(greeting: Path) -> None:
    with pytest.raises(ExerciseProblem, match="exists already"):
        scaffold(greeting.parent, "greeting")


def test_a_page_that_names_no_exercise_is_found() -> None:
    found = [str(problem) for problem in pages_problems({Path("docs/a.md"): ["gone"]}, set())]
    assert found == ["docs/a.md: Its fence names no exercise: 'gone'. There are: ."]


def test_an_exercise_on_two_pages_is_found() -> None:
    pages = {Path("docs/a.md"): ["one"], Path("docs/b.md"): ["one"]}
    assert "one is in ['docs/a.md', 'docs/b.md']" in str(next(pages_problems(pages, {"one"})))
