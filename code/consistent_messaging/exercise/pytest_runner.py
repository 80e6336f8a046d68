"""Checks a learner's file with pytest itself, and reports one row a test."""

import os
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest

from consistent_messaging.checker import Verdict as SearchVerdict
from consistent_messaging.checker.assertions import (
    InconsistentError,
    NotYetError,
    UnknownError,
    observed,
)
from consistent_messaging.exercise.code_hash import code_of
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import NeverStruckError
from consistent_messaging.text.format import counted, listed

Verdict = Literal["pass", "fail", "unknown", "error"]

# What of pytest has no part in a check, and would only make a page wait for it.
_LEFT_OUT = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging"),
    *("pastebin", "setuponly", "setupplan", "stepwise", "subtests", "terminal", "terminalprogress"),
    *("threadexception", "tmpdir", "unittest", "unraisableexception"),
)


@dataclass(frozen=True)
class Row:
    """One test and what it said.

    `verdict` is `holds`, an anomaly, `stuck`, `not yet`, `unknown`, `fails` or `error`; `search`
    is what a search in it came to, if there was one. The last step of the history of an `error` is
    the one that raised it.
    """

    name: str
    verdict: str
    message: str = ""
    line: int | None = None
    history: History | None = None
    search: SearchVerdict | None = None
    seconds: float = 0.0

    @property
    def scope(self) -> str:
        """What was looked at: all states of a scope, or the shortest history that broke it."""
        return scope_of(self.search) if self.search else ""

    @property
    def title(self) -> str:
        """The test's name as a sentence."""
        return title_of(self.name)


@dataclass(frozen=True)
class Report:
    """All rows, or the problem that kept the tests from running; `code` stands for what was run."""

    verdict: Verdict
    rows: tuple[Row, ...]
    problem: Problem | None
    seconds: float
    code: str


def scope_of(search: SearchVerdict) -> str:
    """Say how far a search has looked."""
    if search.verdict == "fail":
        faults, steps = search.faults or 0, search.steps or 0
        if search.anomaly == "stuck":
            return f"stuck after {counted(faults, 'fault')}, {counted(steps, 'step')}"
        messages = listed(dict.fromkeys(search.scope.messages))
        return f"shortest with {messages}: {counted(faults, 'fault')}, {counted(steps, 'step')}"
    how_many = "all" if search.verdict == "pass" else "stopped at"
    if search.reduced and search.verdict == "pass":
        return f"{counted(search.states, 'state')} that stand for all; {search.scope}"
    return f"{how_many} {counted(search.states, 'state')}; {search.scope}"


def title_of(name: str) -> str:
    """Return the sentence that a test's name is: `test_two_items` is "Two items"."""
    words = name.removeprefix("test_").replace("_", " ")
    return words[:1].upper() + words[1:]


def check(
    files: Mapping[str, str],
    main: str,
    *,
    on_collected: Callable[[list[str]], None] = lambda names: None,
    on_row: Callable[[Row], None] = lambda row: None,
    on_progress: Callable[[str, int, int], None] = lambda name, states, faults: None,
    reduced: bool = False,
) -> Report:
    """Run the `test_*.py` among the files (name to source) on the learner's file `main`.

    `on_progress(test, states, faults)` reports how far the search in a test is. With `reduced`, all
    searches leave out states that differ in nothing that matters.
    """
    began = time.perf_counter()
    with temp_import_dir(files) as folder:
        rows = _Rows(folder / main, on_collected, on_row, on_progress, reduced=reduced)
        tests = [str(folder / name) for name in files if name.startswith("test_")]
        pytest.main([*tests, *_options(folder)], plugins=[rows])
    seconds = time.perf_counter() - began
    return Report(rows.verdict, tuple(rows.rows), rows.problem, seconds, code_of(files))


def _options(folder: Path) -> list[str]:
    """Run as if nothing else were configured anywhere, and say nothing on the terminal."""
    return [
        *("--rootdir", str(folder), "--config-file", os.devnull),
        *("--import-mode", "importlib", "--capture", "sys", "--noconftest"),
        *("--disable-plugin-autoload", *(f"-pno:{plugin}" for plugin in _LEFT_OUT)),
    ]


class _Rows:
    """A pytest plugin that turns reports into rows as they come."""

    def __init__(
        self,
        file: Path,
        on_collected: Callable[[list[str]], None],
        on_row: Callable[[Row], None],
        on_progress: Callable[[str, int, int], None],
        *,
        reduced: bool,
    ) -> None:
        self.rows: list[Row] = []
        self.problem: Problem | None = None
        self._file, self._on_collected, self._on_row = file, on_collected, on_row
        self._on_progress, self._reduced = on_progress, reduced
        self._search: SearchVerdict | None = None

    @property
    def verdict(self) -> Verdict:
        if self.problem or not self.rows:
            return "error"
        verdicts = {row.verdict for row in self.rows}
        if verdicts <= {"holds", "unknown"}:
            return "unknown" if "unknown" in verdicts else "pass"
        return "fail"

    def pytest_exception_interact(
        self, call: pytest.CallInfo[object], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        if isinstance(report, pytest.CollectReport) and call.excinfo:
            error = call.excinfo.value  # pytest's own, raised from what the import raised
            self.problem = problem_of(error.__cause__ or error, self._file)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._on_collected([item.name for item in session.items])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        def progress(states: int, faults: int) -> bool:
            self._on_progress(item.name, states, faults)
            return True

        self._search = None

        def found(verdict: SearchVerdict) -> None:
            self._search = verdict

        with observed(progress, found, reduced=self._reduced):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo):
            error = call.excinfo.value if call.excinfo else None
            row = _row(item.name, error, self._file, self._search)
            self.rows.append(replace(row, seconds=call.duration))
            self._on_row(self.rows[-1])
        return report


def _row(name: str, error: BaseException | None, file: Path, search: SearchVerdict | None) -> Row:
    if error is None:
        if search and search.verdict == "unknown":
            return Row(name, "unknown", str(search), search=search)
        return Row(name, "holds", search=search)
    if isinstance(error, InconsistentError):
        return Row(name, error.anomaly, str(error), history=error.history, search=search)
    if isinstance(error, UnknownError):
        return Row(name, "unknown", str(error), search=search)
    if isinstance(error, (NotYetError, NeverStruckError)):
        line = problem_of(error.__cause__ or error, file).line
        return Row(name, "not yet", str(error), line, error.history, search)
    problem = problem_of(error, file)
    if isinstance(error, AssertionError) and problem.line is None:
        return Row(name, "fails", str(error))
    history = getattr(error, "history", None)
    return Row(name, "error", problem.message, problem.line, history, search)
