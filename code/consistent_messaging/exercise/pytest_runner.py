"""Checks a learner's file with pytest itself, and reports one row a test."""

import os
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from consistent_messaging.checker import Verdict as SearchVerdict
from consistent_messaging.checker.assertions import observed
from consistent_messaging.exercise.code_hash import code_of
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.rows import Report, Row, row_of, title_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir

__all__ = ["Report", "Row", "check", "title_of"]

# What of pytest has no part in a check, and would only make a page wait for it.
_LEFT_OUT = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging"),
    *("pastebin", "setuponly", "setupplan", "stepwise", "subtests", "terminal", "terminalprogress"),
    *("threadexception", "tmpdir", "unittest", "unraisableexception"),
)


def check(
    files: Mapping[str, str],
    main: str,
    *,
    on_collected: Callable[[list[str]], None] = lambda names: None,
    on_row: Callable[[Row], None] = lambda row: None,
    on_progress: Callable[[str, int, int], object] = lambda name, states, faults: None,
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
    return Report(tuple(rows.rows), rows.problem, seconds, code_of(files))


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
        on_progress: Callable[[str, int, int], object],
        *,
        reduced: bool,
    ) -> None:
        self.rows: list[Row] = []
        self.problem: Problem | None = None
        self._file, self._on_collected, self._on_row = file, on_collected, on_row
        self._on_progress, self._reduced = on_progress, reduced
        self._search: SearchVerdict | None = None

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
            row = row_of(item.name, error, self._file, self._search)
            self.rows.append(replace(row, seconds=call.duration))
            self._on_row(self.rows[-1])
        return report
