"""The commands that are about a design: check its scenarios, replay a history, begin one."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consistent_messaging.authoring.design_scaffold import scaffold_design
from consistent_messaging.checker.fault_names import faults_named
from consistent_messaging.command_line.progress import TerminalProgress
from consistent_messaging.command_line.reports import (
    check_as_json,
    check_as_text,
    history_as_json,
    history_as_text,
    impossible,
)
from consistent_messaging.command_line.schedules import code_given, expect_messages
from consistent_messaging.command_line.usage import UsageError, command_name
from consistent_messaging.design import Design, DesignProblem, DesignScenario, check_design, loaded
from consistent_messaging.design.as_test import as_test
from consistent_messaging.design.sources import digits_of
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.rows import Report, Row
from consistent_messaging.explain.portable_history import portable_history
from consistent_messaging.explain.timeline import explain
from consistent_messaging.explain.told_history import told_with_lines
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.simulator import ImpossibleActionError

BETWEEN = "::"


@dataclass(frozen=True)
class Found:
    """What a check of one scenario has found: where, in which scope, and its row."""

    file: Path
    at: DesignScenario
    row: Row

    @property
    def can_be_replayed(self) -> bool:
        """True with a history that breaks the design; the last step of an error raises again."""
        return self.row.history is not None and self.row.verdict != "error"

    @property
    def _history(self) -> History:
        assert self.row.history is not None
        return self.row.history

    def with_lines(self) -> str:
        """Return the history with the lines of code that it came from."""
        if not self.can_be_replayed:
            return str(self._history)
        return told_with_lines(self.at.scenario, self._history, self.at.scope)

    def as_test(self) -> str:
        """Return the history as a test."""
        return as_test(
            self._history,
            self.row.message,
            module=self.file.stem,
            name=self.at.name,
            consumers=self.at.scope.consumers,
            leftovers=self.at.scope.leftovers,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the history in the format for other languages."""
        return portable_history(
            self.at.scenario,
            self._history.schedule,
            messages=self._history.played,
            consumers=self.at.scope.consumers,
            leftovers=self.at.scope.leftovers,
            design=f"{self.file.name}{BETWEEN}{self.at.name}",
            code=digits_of(self.at.scenario),
        )


@dataclass(frozen=True)
class Target:
    """A file, and the scenario in it that is meant, if one is named."""

    file: Path
    scenario: str | None

    @classmethod
    def read(cls, text: str) -> "Target":
        """Return what `FILE.py` or `FILE.py::scenario` means."""
        file, _, scenario = text.partition(BETWEEN)
        return cls(Path(file), scenario or None)


def check_a_design(parsed: argparse.Namespace) -> int:
    """Search each scenario of a design, or the one that is named; print a row for each."""
    target, began = Target.read(parsed.target), time.perf_counter()
    colour = sys.stdout.isatty()
    with _opened(target) as design:
        chosen = [design.pick(target.scenario)] if target.scenario else design.scenarios.values()
        wanted = [_with_options(each, parsed) for each in chosen]
        progress = TerminalProgress()
        rows = check_design(design, wanted, on_progress=progress, reduced=parsed.reduced)
        progress.clear()
        found = [Found(target.file, *pair) for pair in zip(wanted, rows, strict=True)]
        first = next((each for each in found if each.row.history), found[0])
        seconds = time.perf_counter() - began
        report = Report(tuple(rows), None, seconds, digits_of(first.at.scenario))
        if parsed.json:
            histories = {each.at.name: each.as_json() for each in found if each.can_be_replayed}
            told = json.dumps({**check_as_json(report), "histories": histories})
        elif parsed.as_test:
            told = _test_among(found).rstrip("\n")
        else:
            told = _as_text(report, found, colour=colour)
    print(told)
    return _status(rows)


def replay_a_design(parsed: argparse.Namespace) -> int:
    """Play one schedule on a design, and print its history."""
    if parsed.on:
        return _replay_on_database(parsed)
    target, found_with = Target.read(parsed.target), code_given(parsed)
    with _opened(target) as design:
        each = _with_options(design.pick(target.scenario), parsed)
        scenario, scope, code = each.scenario, each.scope, digits_of(each.scenario)
        expect_messages(scenario, parsed.schedule, "scenario")
        try:
            timeline = explain(scenario, parsed.schedule, scope.leftovers, scope.consumers)
            portable = portable_history(
                scenario,
                parsed.schedule,
                consumers=scope.consumers,
                leftovers=scope.leftovers,
                design=f"{target.file.name}{BETWEEN}{each.name}",
                code=code,
            )
        except ImpossibleActionError as error:
            raise UsageError(impossible(error, code, found_with)) from None
    if parsed.json:
        print(json.dumps({**history_as_json(timeline, code, found_with), "history": portable}))
    else:
        print(history_as_text(timeline, code, found_with, colour=sys.stdout.isatty()))
    return 1 if timeline.violation else 0


def _replay_on_database(parsed: argparse.Namespace) -> int:
    """Play one schedule on a design with the stores of a database, and print each step."""
    # A page's Python has the command line and no adapters.
    from consistent_messaging.command_line.real_stores import played_on, printed

    target, found_with = Target.read(parsed.target), code_given(parsed)
    with _opened(target) as design:
        each = _with_options(design.pick(target.scenario), parsed)
        scenario, scope, code = each.scenario, each.scope, digits_of(each.scenario)
        expect_messages(scenario, parsed.schedule, "scenario")
        try:
            played = played_on(
                parsed.on, scenario, parsed.schedule, scope.consumers, scope.leftovers
            )
        except ImpossibleActionError as error:
            raise UsageError(impossible(error, code, found_with)) from None
    return printed(played, as_a_program=parsed.json)


def new_design(parsed: argparse.Namespace) -> int:
    """Write a design that can be checked at once, and a test of it, into the current folder."""
    design, test = scaffold_design(Path(), parsed.name)
    print(f"{design} and {test} are there. Next: pytest, or: {command_name()} check {design}")
    return 0


@contextmanager
def _opened(target: Target) -> Iterator[Design]:
    """Load a design; whatever it raises becomes one sentence.

    What it prints goes to the error stream: the output of a command may be read by a program.
    """
    try:
        with redirect_stdout(sys.stderr), loaded(target.file) as design:
            yield design
    except (UsageError, KeyboardInterrupt, BrokenPipeError):
        raise
    except DesignProblem as problem:
        raise UsageError(_sentence(problem, target.file)) from None
    except BaseException as error:  # whatever it is, it is the design's
        found = problem_of(error, target.file.resolve())
        raise UsageError(_sentence(found, target.file)) from None


def _with_options(each: DesignScenario, parsed: argparse.Namespace) -> DesignScenario:
    """Return the scenario with the scope that the options ask for."""
    try:
        faults = None if parsed.faults is None else faults_named(parsed.faults)
    except ValueError as error:
        raise UsageError(str(error)) from None
    most = parsed.most
    if most is None and faults is not None and faults and not each.scope.most_faults:
        most = 1
    messages = None if parsed.messages is None else parsed.messages.replace(",", " ").split()
    return each.with_scope(
        messages=messages,
        faults=faults,
        most_faults=most,
        consumers=parsed.consumers,
        most_states=parsed.most_states,
    )


def _as_text(report: Report, found: list[Found], *, colour: bool) -> str:
    told = {each.at.name: each for each in found}
    return check_as_text(
        report,
        colour=colour,
        title=lambda row: row.name,
        told=lambda row: told[row.name].with_lines(),
    )


def _test_among(found: list[Found]) -> str:
    """Return a test for the first scenario that does not hold."""
    broken = [each for each in found if each.can_be_replayed]
    if not broken:
        raise UsageError("No history breaks this design, so there is no test to write.")
    return broken[0].as_test()


def _status(rows: list[Row]) -> int:
    """Return 1 if something is wrong with a scenario, 2 if one could not be searched, else 0."""
    verdicts = {row.verdict for row in rows}
    if verdicts <= {"holds"}:
        return 0
    return 2 if verdicts <= {"holds", "error", "unknown", "not yet"} else 1


def _sentence(problem: DesignProblem | Problem, file: Path) -> str:
    """Return what is wrong, and where; a file is named if it is not the one that was asked for."""
    if isinstance(problem, Problem):
        said, other = problem.message, ""
    else:
        said, elsewhere = str(problem), Path(problem.file or file)
        other = "" if elsewhere.name == file.name else f"{elsewhere.name}, "
    return f"{said} ({other}line {problem.line})" if problem.line else said
