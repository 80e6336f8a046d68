"""The course on the command line: list the exercises, check a file, replay a history, begin one.

    python -m consistent_messaging list
    python -m consistent_messaging check EXERCISE FILE [--reduced] [--json]
    python -m consistent_messaging replay EXERCISE FILE --schedule STRING [--code CODE] [--json]
    python -m consistent_messaging new EXERCISE

Exit status: 0 when all checks hold, 1 when one does not, 2 for an error, or when a search gave up.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from consistent_messaging.authoring.scaffold import scaffold, scaffold_downloaded
from consistent_messaging.exercise import Exercise, ExerciseProblem
from consistent_messaging.exercise.code_hash import DIGITS, code_of, is_code
from consistent_messaging.exercise.downloaded import (
    DownloadedExercise,
    is_downloaded,
    read_exercise,
    read_exercises,
)
from consistent_messaging.exercise.error_report import problem_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.explain.timeline import explain
from consistent_messaging.model.actions import DELIVERY
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError

EXERCISES = Path(__file__).parent.parent / "exercises"


class UsageError(Exception):
    """The command cannot be carried out as it was given."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.command(parsed)
    except (UsageError, ExerciseProblem) as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m consistent_messaging")
    parser.add_argument(
        "--exercises", type=Path, default=EXERCISES, help="the folder of the exercises"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="list the exercises")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=_list)

    checking = commands.add_parser("check", help="check a file against an exercise")
    replaying = commands.add_parser("replay", help="play one schedule and print its history")
    for command in (checking, replaying):
        command.add_argument("exercise", help="its name, as `list` shows it")
        command.add_argument("file", type=Path, help="your solution")
        command.add_argument("--json", action="store_true", help="as JSON")
    checking.add_argument(
        "--reduced",
        action="store_true",
        help="leave out states that differ in nothing that matters: for a check that gives up",
    )
    checking.set_defaults(command=_check)
    replaying.add_argument("--schedule", required=True, help="actions, such as '+A .A .A =A'")
    replaying.add_argument(
        "--code", help="what `check` printed below the schedule: then a change of the code is told"
    )
    replaying.set_defaults(command=_replay)

    beginning = commands.add_parser("new", help="begin a new exercise")
    beginning.add_argument("exercise", help="the name of its folder, an identifier")
    beginning.set_defaults(command=_new)
    return parser


def _list(parsed: argparse.Namespace) -> int:
    exercises = read_exercises(_root(parsed))
    if parsed.json:
        print(
            json.dumps(
                [{"exercise": e.identifier, "file": e.file_name} for e in exercises.values()]
            )
        )
        return 0
    for exercise in exercises.values():
        print(f"{exercise.identifier}  ({exercise.file_name})")
    return 0


def _check(parsed: argparse.Namespace) -> int:
    try:
        from consistent_messaging.entrypoints import cli_reports
        from consistent_messaging.exercise import pytest_runner
    except ModuleNotFoundError as error:
        raise UsageError(f"check runs pytest, and that is missing ({error}).") from None
    exercise, source = _exercise(parsed), _learner_source(parsed.file)
    files, reduced = exercise.sources(source), parsed.reduced
    report = pytest_runner.check(files, exercise.file_name, reduced=reduced)
    if parsed.json:
        print(json.dumps(cli_reports.check_as_json(report)))
    else:
        print(cli_reports.check_as_text(report, colour=sys.stdout.isatty()))
    return {"pass": 0, "fail": 1}.get(report.verdict, 2)


def _replay(parsed: argparse.Namespace) -> int:
    from consistent_messaging.entrypoints.cli_reports import (
        history_as_json,
        history_as_text,
        impossible,
    )

    exercise, source, found_with = _exercise(parsed), _learner_source(parsed.file), _code(parsed)
    files = exercise.sources(source)
    code = code_of(files)
    with temp_import_dir(files) as folder:
        try:
            scenario = import_module("scenario").scenario
            _expect_messages(scenario, parsed.schedule)
            timeline = explain(scenario, parsed.schedule)
        except ImpossibleActionError as error:
            raise UsageError(impossible(error, code, found_with)) from None
        except UsageError:
            raise
        except Exception as error:
            print(problem_of(error, folder / exercise.file_name).text, file=sys.stderr)
            return 2
        if parsed.json:
            print(json.dumps(history_as_json(timeline, code, found_with)))
        else:
            print(history_as_text(timeline, code, found_with, colour=sys.stdout.isatty()))
    return 1 if timeline.violation else 0


def _new(parsed: argparse.Namespace) -> int:
    root = _root(parsed)
    if is_downloaded(root):
        folder, then = (
            scaffold_downloaded(root, parsed.exercise),
            f"pytest exercises/{parsed.exercise}",
        )
    else:
        folder, then = scaffold(root, parsed.exercise), "make test"
    print(f"{folder} is there. Write what is marked WRITE, then: {then}")
    return 0


def _root(parsed: argparse.Namespace) -> Path:
    root: Path = parsed.exercises
    if not root.is_dir():
        raise UsageError(f"There are no exercises in {root}. Name their folder: --exercises DIR")
    return root


def _exercise(parsed: argparse.Namespace) -> Exercise | DownloadedExercise:
    folder = _root(parsed) / parsed.exercise
    if not folder.is_dir():
        known = ", ".join(read_exercises(parsed.exercises))
        raise UsageError(f"There is no exercise {parsed.exercise!r}. There are: {known}.")
    return read_exercise(folder)


def _expect_messages(scenario: Scenario, schedule: str) -> None:
    delivered = [action[1:] for action in schedule.split() if action.startswith(DELIVERY.mark)]
    there_are = f"This exercise has {', '.join(scenario.messages)}."
    if not delivered:
        example = "It is a list of actions, such as '+A .A .A =A'."
        raise UsageError(f"The schedule delivers no message. {example} {there_are}")
    for name in delivered:
        if name not in scenario.messages:
            raise UsageError(f"There is no message {name!r} to deliver. {there_are}")


def _code(parsed: argparse.Namespace) -> str | None:
    code: str | None = parsed.code
    if code is not None and not is_code(code):
        way_out = "Copy them from below the schedule, or leave --code out."
        raise UsageError(f"--code is {DIGITS} digits and letters, not {code!r}. {way_out}")
    return code


def _learner_source(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"{file} cannot be read: {reason}.") from None


if __name__ == "__main__":
    sys.exit(main())
