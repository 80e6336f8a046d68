"""Checks a learner's file with pytest itself, and reports one row a test."""

import os
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from consistent_messaging.checks import InconsistentError
from consistent_messaging.course.problems import Problem, problem_of
from consistent_messaging.course.workplace import workplace
from consistent_messaging.history import History

Verdict = Literal["pass", "fail", "error"]


@dataclass(frozen=True)
class Row:
    """One test and what it said. `verdict` is `holds`, an anomaly, `fails` or `error`."""

    name: str
    verdict: str
    message: str = ""
    line: int | None = None
    history: History | None = None
    seconds: float = 0.0

    @property
    def title(self) -> str:
        """The test's name as a sentence."""
        return title_of(self.name)


@dataclass(frozen=True)
class Report:
    """All rows, or the problem that kept the tests from running."""

    verdict: Verdict
    rows: tuple[Row, ...]
    problem: Problem | None
    seconds: float


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
) -> Report:
    """Run the `test_*.py` among the files (name to source) on the learner's file `main`."""
    began = time.perf_counter()
    with workplace(files) as folder:
        rows = _Rows(folder / main, on_collected, on_row)
        tests = [str(folder / name) for name in files if name.startswith("test_")]
        pytest.main([*tests, *_options(folder)], plugins=[rows])
    return Report(rows.verdict, tuple(rows.rows), rows.problem, time.perf_counter() - began)


def _options(folder: Path) -> list[str]:
    """Run as if nothing else were configured anywhere, and say nothing on the terminal."""
    return [
        *("--rootdir", str(folder), "--config-file", os.devnull),
        *("--import-mode", "importlib", "--capture", "sys", "--noconftest"),
        *("-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:faulthandler"),
    ]


class _Rows:
    """A pytest plugin that turns reports into rows as they come."""

    def __init__(
        self,
        file: Path,
        on_collected: Callable[[list[str]], None],
        on_row: Callable[[Row], None],
    ) -> None:
        self.rows: list[Row] = []
        self.problem: Problem | None = None
        self._file, self._on_collected, self._on_row = file, on_collected, on_row

    @property
    def verdict(self) -> Verdict:
        if self.problem or not self.rows:
            return "error"
        return "pass" if all(row.verdict == "holds" for row in self.rows) else "fail"

    def pytest_exception_interact(
        self, call: pytest.CallInfo[object], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        if isinstance(report, pytest.CollectReport) and call.excinfo:
            error = call.excinfo.value  # pytest's own, raised from what the import raised
            self.problem = problem_of(error.__cause__ or error, self._file)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._on_collected([item.name for item in session.items])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo):
            error = call.excinfo.value if call.excinfo else None
            self.rows.append(_row(item.name, error, self._file, call.duration))
            self._on_row(self.rows[-1])
        return report


def _row(name: str, error: BaseException | None, file: Path, seconds: float) -> Row:
    if error is None:
        return Row(name, "holds", seconds=seconds)
    if isinstance(error, InconsistentError):
        message = str(error)
        return Row(name, error.anomaly, message, history=error.history, seconds=seconds)
    problem = problem_of(error, file)
    if isinstance(error, AssertionError) and problem.line is None:
        return Row(name, "fails", str(error), seconds=seconds)
    return Row(name, "error", problem.message, problem.line, seconds=seconds)
