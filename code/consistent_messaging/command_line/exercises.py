"""The commands that are about an exercise: list them, check a file, replay a history, begin one."""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from consistent_messaging.authoring.scaffold import scaffold, scaffold_downloaded
from consistent_messaging.command_line.progress import TerminalProgress
from consistent_messaging.command_line.reports import (
    check_as_json,
    check_as_text,
    history_as_json,
    history_as_text,
    impossible,
)
from consistent_messaging.command_line.schedules import code_given, expect_messages
from consistent_messaging.command_line.usage import UsageError, read_text
from consistent_messaging.exercise.code_hash import code_of
from consistent_messaging.exercise.downloaded import (
    DownloadedExercise,
    is_downloaded,
    read_exercise,
    read_exercises,
)
from consistent_messaging.exercise.error_report import problem_of
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.explain.portable_history import portable_history
from consistent_messaging.explain.timeline import explain
from consistent_messaging.simulation.simulator import ImpossibleActionError

EXERCISES = Path(__file__).parents[2] / "exercises"


def list_exercises(parsed: argparse.Namespace) -> int:
    """Print the name of each exercise, and of the file that a learner edits."""
    exercises = read_exercises(_root(parsed))
    if parsed.json:
        listed = [{"exercise": e.identifier, "file": e.file_name} for e in exercises.values()]
        print(json.dumps(listed))
        return 0
    for exercise in exercises.values():
        print(f"{exercise.identifier}  ({exercise.file_name})")
    return 0


def check_exercise(parsed: argparse.Namespace) -> int:
    """Check a file against an exercise, and print a row for each of its checks."""
    try:
        from consistent_messaging.exercise import pytest_runner
    except ModuleNotFoundError as error:
        raise UsageError(f"check runs pytest, and that is missing ({error}).") from None
    exercise, source = _exercise(parsed), read_text(parsed.file)
    files, progress = exercise.sources(source), TerminalProgress()
    report = pytest_runner.check(
        files, exercise.file_name, on_progress=progress, reduced=parsed.reduced
    )
    progress.clear()
    if parsed.json:
        print(json.dumps(check_as_json(report)))
    else:
        print(check_as_text(report, colour=sys.stdout.isatty()))
    return {"pass": 0, "fail": 1}.get(report.verdict, 2)


def replay_exercise(parsed: argparse.Namespace) -> int:
    """Play one schedule on a file, and print its history."""
    exercise, source, found_with = _exercise(parsed), read_text(parsed.file), code_given(parsed)
    files = exercise.sources(source)
    code = code_of(files)
    with temp_import_dir(files) as folder:
        try:
            scenario = import_module("scenario").scenario
            expect_messages(scenario, parsed.schedule, "exercise")
            if parsed.on:
                # A page's Python has the command line and no adapters.
                from consistent_messaging.command_line.real_stores import played_on, printed

                played = played_on(parsed.on, scenario, parsed.schedule)
                return printed(played, as_a_program=parsed.json)
            timeline = explain(scenario, parsed.schedule)
            portable = portable_history(scenario, parsed.schedule, code=code)
        except ImpossibleActionError as error:
            raise UsageError(impossible(error, code, found_with)) from None
        except UsageError:
            raise
        except Exception as error:
            print(problem_of(error, folder / exercise.file_name).text, file=sys.stderr)
            return 2
        if parsed.json:
            print(json.dumps({**history_as_json(timeline, code, found_with), "history": portable}))
        else:
            print(history_as_text(timeline, code, found_with, colour=sys.stdout.isatty()))
    return 1 if timeline.violation else 0


def new_exercise(parsed: argparse.Namespace) -> int:
    """Write the folder of a new exercise, among those of the project or among downloaded ones."""
    root, name = _root(parsed), parsed.exercise
    if is_downloaded(root):
        folder, then = scaffold_downloaded(root, name), f"pytest exercises/{name}"
    else:
        folder, then = scaffold(root, name), "make test"
    print(f"{folder} is there. Write what is marked WRITE, then: {then}")
    return 0


def _root(parsed: argparse.Namespace) -> Path:
    root: Path = parsed.exercises
    if root == EXERCISES and not root.is_dir():
        raise UsageError(
            "The exercises are no part of the package. Download them from the last page of the "
            "course, or name their folder: --exercises DIR"
        )
    if not root.is_dir():
        raise UsageError(f"There are no exercises in {root}. Name their folder: --exercises DIR")
    return root


def _exercise(parsed: argparse.Namespace) -> Exercise | DownloadedExercise:
    folder = _root(parsed) / parsed.target
    if not folder.is_dir():
        known = ", ".join(read_exercises(parsed.exercises))
        raise UsageError(f"There is no exercise {parsed.target!r}. There are: {known}.")
    return read_exercise(folder)
