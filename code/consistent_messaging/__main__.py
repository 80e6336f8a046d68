"""The checker on the command line: for a design of one's own, and for the course's exercises.

    consistent-messaging check FILE.py[::SCENARIO] [--faults NAMES] [--most N] [--reduced] [--json]
        [--as-test]
    consistent-messaging replay FILE.py[::SCENARIO] --schedule STRING [--code CODE] [--json]
        [--on postgresql://…]
    consistent-messaging new design NAME

    consistent-messaging list
    consistent-messaging check EXERCISE FILE [--reduced] [--json]
    consistent-messaging replay EXERCISE FILE --schedule STRING [--code CODE] [--json]
        [--on postgresql://…]
    consistent-messaging new EXERCISE

Exit status: 0 when all checks hold, 1 when one does not, 2 for an error, or when a search gave up.
`python -m consistent_messaging` does the same.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from consistent_messaging.command_line import designs, exercises
from consistent_messaging.command_line.usage import UsageError, command_name
from consistent_messaging.design import DesignProblem
from consistent_messaging.exercise.exercise import ExerciseProblem

FOR_DESIGNS = ("messages", "faults", "most", "consumers", "most_states")
STOPPED = 130  # as shells say it of a program that was stopped by Ctrl+C


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.command(parsed)
    except (UsageError, ExerciseProblem, DesignProblem) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return STOPPED
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=command_name())
    parser.add_argument(
        "--exercises",
        type=Path,
        default=exercises.EXERCISES,
        help="the folder of the exercises",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    listing = commands.add_parser("list", help="list the exercises")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(command=exercises.list_exercises)

    checking = commands.add_parser("check", help="check a design, or a file against an exercise")
    replaying = commands.add_parser("replay", help="play one schedule and print its history")
    for command in (checking, replaying):
        _add_target(command)
    checking.add_argument(
        "--as-test", action="store_true", help="print the history that breaks it as a test"
    )
    checking.add_argument(
        "--reduced",
        action="store_true",
        help="leave out states that differ in nothing that matters: for a check that gives up",
    )
    checking.set_defaults(command=_check)
    _add_history(replaying)
    replaying.set_defaults(command=_replay)

    beginning = commands.add_parser("new", help="begin a new design, or a new exercise")
    beginning.add_argument("exercise", help="`design`, or the name of an exercise's folder")
    beginning.add_argument("name", nargs="?", help="the name of the design, an identifier")
    beginning.set_defaults(command=_new)
    return parser


def _add_target(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "target", help="FILE.py or FILE.py::SCENARIO, or an exercise as `list` shows it"
    )
    command.add_argument("file", nargs="?", type=Path, help="your file, for an exercise")
    command.add_argument("--json", action="store_true", help="as JSON")
    scope = command.add_argument_group("the scope, for a design; else as the file says")
    scope.add_argument("--messages", help="their names, such as A,B")
    scope.add_argument("--faults", help="such as crash,lost-ack,duplicate; empty for none")
    scope.add_argument("--most", type=int, help="how many faults may strike in a history")
    scope.add_argument("--consumers", type=int, help="how many consumers there are")
    scope.add_argument("--most-states", type=int, help="after how many states a search gives up")


def _add_history(replaying: argparse.ArgumentParser) -> None:
    replaying.add_argument("--schedule", required=True, help="actions, such as '+A .A .A =A'")
    replaying.add_argument(
        "--code", help="what `check` printed below the schedule: then a change of the code is told"
    )
    replaying.add_argument(
        "--on", help="a PostgreSQL database to play it on, such as postgresql://localhost/shop"
    )


def _check(parsed: argparse.Namespace) -> int:
    if _is_about_a_design(parsed):
        return designs.check_a_design(parsed)
    return exercises.check_exercise(parsed)


def _replay(parsed: argparse.Namespace) -> int:
    if _is_about_a_design(parsed):
        return designs.replay_a_design(parsed)
    return exercises.replay_exercise(parsed)


def _new(parsed: argparse.Namespace) -> int:
    if parsed.exercise != "design":
        if parsed.name is not None:
            raise UsageError(f"For a design, write: {command_name()} new design {parsed.name}")
        return exercises.new_exercise(parsed)
    if parsed.name is None:
        raise UsageError(f"Say what it is called: {command_name()} new design my_design")
    return designs.new_design(parsed)


def _is_about_a_design(parsed: argparse.Namespace) -> bool:
    """True for a target that is a file; raise `UsageError` for one that is nothing."""
    if parsed.file is not None:
        given = [name for name in FOR_DESIGNS if getattr(parsed, name) is not None]
        given += ["as_test"] if getattr(parsed, "as_test", False) else []
        if given:
            option = f"--{given[0].replace('_', '-')}"
            raise UsageError(f"{option} is for a design. An exercise has scopes of its own.")
        return False
    name = str(parsed.target)
    if name.partition(designs.BETWEEN)[0].endswith(".py"):
        return True
    if (parsed.exercises / name).is_dir():
        raise UsageError(f"Name your file as well: {command_name()} check {name} FILE")
    raise UsageError(
        f"{name} is neither a Python file nor an exercise. Name a design, such as checkout.py, or "
        "an exercise and your file."
    )


if __name__ == "__main__":
    sys.exit(main())
