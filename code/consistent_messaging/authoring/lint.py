"""The gate for exercises: what every exercise has to keep, each rule with its way out."""

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

from consistent_messaging.authoring.scaffold import MARK
from consistent_messaging.entrypoints import browser
from consistent_messaging.exercise.exercise import Exercise, ExerciseProblem, Mistake
from consistent_messaging.exercise.pytest_runner import Report, check

LEAST_MISTAKES = 4


def rules_broken(exercise: Exercise) -> Iterator[ExerciseProblem]:
    """Yield what keeps this exercise from being finished."""
    yield from rules_broken_without_mistakes(exercise)
    for mistake in exercise.mistakes:
        yield from rules_broken_by_mistake(exercise, mistake)


def rules_broken_without_mistakes(exercise: Exercise) -> Iterator[ExerciseProblem]:
    """Yield what is wrong with this exercise, its mistakes left out."""
    yield from _unwritten(exercise)
    yield from _solution(exercise)
    yield from _starter(exercise)
    if len(exercise.mistakes) < LEAST_MISTAKES:
        rule = f"{len(exercise.mistakes)} known mistakes; there are at least {LEAST_MISTAKES}."
        way_out = "Write down what people really get wrong."
        yield ExerciseProblem(exercise.folder / "mistakes", rule, way_out)


def _unwritten(exercise: Exercise) -> Iterator[ExerciseProblem]:
    for path in sorted([*exercise.folder.rglob("*.py"), exercise.folder / "hints.md"]):
        lines = path.read_text(encoding="utf-8").splitlines()
        marked = [number for number, line in enumerate(lines, start=1) if MARK in line]
        if marked:
            yield ExerciseProblem(path, f"Line {marked[0]} says {MARK}", "Write it.")


def _solution(exercise: Exercise) -> Iterator[ExerciseProblem]:
    path = exercise.folder / "solution.py"
    report = _check(exercise, exercise.solution)
    if report.verdict != "pass":
        rule = f"The solution must pass all checks. {_first_complaint(report)}"
        yield ExerciseProblem(path, rule, "Correct the solution, or the check.")
    complaint = _complaint_of_run(exercise, exercise.solution)
    if complaint:
        yield ExerciseProblem(path, f"The solution must run. {complaint}", "Correct it.")


def _starter(exercise: Exercise) -> Iterator[ExerciseProblem]:
    path = exercise.folder / "starter.py"
    complaint = _complaint_of_run(exercise, exercise.starter)
    if complaint:
        yield ExerciseProblem(path, f"A starter must run. {complaint}", "Make it run.")
        return
    report, again = _check(exercise, exercise.starter), _check(exercise, exercise.starter)
    if report.verdict == "pass":
        rule = "The starter passes all checks. It must fail at least one;"
        yield ExerciseProblem(path, rule, "otherwise the learner has nothing to do.")
    for row in report.rows:
        if row.verdict in ("error", "fails"):
            rule = f"{row.name} answers the starter with {row.message!r}, which helps nobody."
            way_out = "Let the check say what happened: assert_consistent(scenario, history)."
            yield ExerciseProblem(path, rule, way_out)
    first, second = ([(row.message, str(row.history)) for row in r.rows] for r in (report, again))
    if first != second:
        rule = "Two runs of the same code give different histories."
        yield ExerciseProblem(path, rule, "Take ids, time and chance from the context.")


def rules_broken_by_mistake(exercise: Exercise, mistake: Mistake) -> Iterator[ExerciseProblem]:
    """Yield where the checks say something else of this mistake than it says itself."""
    report = _check(exercise, mistake.source)
    if report.problem:
        rule = f"A mistake is code that runs. {report.problem.message}"
        yield ExerciseProblem(mistake.path, rule, "Make it run.")
        return
    got = {
        row.name: (row.message.splitlines() or [""])[0]
        for row in report.rows
        if row.verdict != "holds"
    }
    for name in sorted(mistake.expected.keys() | got.keys()):
        expected = mistake.expected.get(name)
        if expected is None:
            rule = f"It should pass {name}, and got: {got[name]}"
            yield ExerciseProblem(mistake.path, rule, "Correct it, or pin this message too.")
        elif name not in got:
            rule = f"It should fail {name}, and passes it, or there is no such test."
            yield ExerciseProblem(mistake.path, rule, "Sharpen the check, or drop the message.")
        elif got[name] != expected:
            rule = f"{name} should say: {expected} It says: {got[name]}"
            yield ExerciseProblem(mistake.path, rule, "Correct the one that is wrong.")


def _check(exercise: Exercise, source: str) -> Report:
    return check(exercise.sources(source), exercise.file_name)


def _first_complaint(report: Report) -> str:
    if report.problem:
        return report.problem.message
    return next((f"{r.name}: {r.message}" for r in report.rows if r.verdict != "holds"), "No test.")


def _complaint_of_run(exercise: Exercise, source: str) -> str:
    """Press Run; return what the page would show as a problem, or nothing."""
    emitted: list[str] = []
    with contextlib.redirect_stdout(io.StringIO()):
        browser.run(exercise.sources(source), exercise.file_name, emitted.append)
    messages = [json.loads(text) for text in emitted]
    return " ".join(message["message"] for message in messages if message["type"] == "problem")


def pages_problems(pages: dict[Path, list[str]], exercises: set[str]) -> Iterator[ExerciseProblem]:
    """Yield what is wrong with the fences: `pages` maps a page to the exercises that it names."""
    for page_path, names in pages.items():
        for name in names:
            if name not in exercises:
                rule = f"Its fence names no exercise: {name!r}."
                way_out = f"There are: {', '.join(sorted(exercises))}."
                yield ExerciseProblem(page_path, rule, way_out)
    for name in sorted(exercises):
        on = [str(page_path) for page_path, names in pages.items() for n in names if n == name]
        if len(on) != 1:
            rule = f"Each exercise is in exactly one page; {name} is in {on or 'none'}."
            yield ExerciseProblem(Path("docs"), rule, "Add its fence, or take one away.")
