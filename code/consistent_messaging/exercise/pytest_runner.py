"""Checks a learner's file with pytest itself, and reports one row a test."""

import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from consistent_messaging.checker import Verdict as SearchVerdict
from consistent_messaging.checker.assertions import observed
from consistent_messaging.exercise.code_hash import code_of
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.rows import Report, Row, row_of, title_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir

__all__ = ["CollectedTests", "Report", "Row", "check", "collected", "title_of"]

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
    with collected(files, main, on_row=on_row, on_progress=on_progress, reduced=reduced) as tests:
        on_collected([item.name for item in tests.items])
        for item in tests.items:
            tests.play(item)
            if tests.were_interrupted:
                break
    seconds = time.perf_counter() - began
    return Report(tuple(tests.rows), tests.problem, seconds, code_of(files))


@contextmanager
def collected(
    files: Mapping[str, str],
    main: str,
    *,
    on_row: Callable[[Row], None],
    on_progress: Callable[[str, int, int], object],
    reduced: bool = False,
) -> Iterator["CollectedTests"]:
    """Collect the tests among the files, to play one at a time; the rest is as in `check`."""
    with temp_import_dir(files) as folder:
        rows = _Rows(folder / main, on_row, on_progress, reduced=reduced)
        tests = [str(folder / name) for name in files if name.startswith("test_")]
        config = pytest.Config.fromdictargs({}, [*tests, *_options(folder)])
        config.pluginmanager.register(rows)
        try:
            with _session(config) as session:
                yield CollectedTests(session, rows)
        finally:
            config._ensure_unconfigure()


class CollectedTests:
    """Tests that have been collected, or the problem that kept them from it."""

    def __init__(self, session: pytest.Session, rows: "_Rows") -> None:
        self._rows = rows
        try:
            session.config.hook.pytest_collection(session=session)
        except BaseException as error:  # to leave a program is what a learner's file can do as well
            rows.problem = rows.problem or problem_of(error, rows.file)
        self.items: list[pytest.Item] = [] if rows.problem else session.items

    @property
    def rows(self) -> list[Row]:
        """What has been played."""
        return self._rows.rows

    @property
    def problem(self) -> Problem | None:
        """What kept the tests from being collected."""
        return self._rows.problem

    def play(self, item: pytest.Item) -> None:
        """Play a test, which gives one row; no other test has to be played before it."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)

    @property
    def were_interrupted(self) -> bool:
        """Whether somebody pressed Ctrl+C; or a learner's code raised what that raises."""
        return self._rows.were_interrupted


# As `pytest.main` does, which would play the tests without a pause.
@contextmanager
def _session(config: pytest.Config) -> Iterator[pytest.Session]:
    session = pytest.Session.from_config(config)
    config._do_configure()
    config.hook.pytest_sessionstart(session=session)
    try:
        yield session
    finally:
        os.chdir(session.startpath)
        config.hook.pytest_sessionfinish(session=session, exitstatus=pytest.ExitCode.OK)


def _options(folder: Path) -> list[str]:
    """Run as if nothing else were configured anywhere, and say nothing on the terminal."""
    return [
        *("--rootdir", str(folder), "--confcutdir", str(folder), "--config-file", os.devnull),
        *("--import-mode", "importlib", "--capture", "sys", "--noconftest"),
        *("--disable-plugin-autoload", *(f"-pno:{plugin}" for plugin in _LEFT_OUT)),
    ]


class _EndingError(Exception):
    """In the place of what would end pytest itself, which is its cause."""


class _Rows:
    """A pytest plugin that turns reports into rows as they come."""

    def __init__(
        self,
        file: Path,
        on_row: Callable[[Row], None],
        on_progress: Callable[[str, int, int], object],
        *,
        reduced: bool,
    ) -> None:
        self.rows: list[Row] = []
        self.problem: Problem | None = None
        self.were_interrupted = False
        self.file, self._on_row = file, on_row
        self._on_progress, self._reduced = on_progress, reduced
        self._search: SearchVerdict | None = None

    def pytest_exception_interact(
        self, call: pytest.CallInfo[object], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        if isinstance(report, pytest.CollectReport) and call.excinfo:
            error = call.excinfo.value  # pytest's own, raised from what the import raised
            self.problem = problem_of(error.__cause__ or error, self.file)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        def progress(states: int, faults: int) -> bool:
            self._on_progress(item.name, states, faults)
            return True

        self._search = None

        def found(verdict: SearchVerdict) -> None:
            self._search = verdict

        with observed(progress, found, reduced=self._reduced):
            try:
                return (yield)
            except (KeyboardInterrupt, pytest.exit.Exception) as error:
                self.were_interrupted = isinstance(error, KeyboardInterrupt)
                raise _EndingError from error

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """In the place of pytest's own, which tells a failure from its sources, at great length."""
        if call.when == "call" or (call.when == "setup" and call.excinfo):
            error = call.excinfo.value if call.excinfo else None
            if isinstance(error, _EndingError):
                error = error.__cause__
            row = row_of(item.name, error, self.file, self._search)
            self.rows.append(replace(row, seconds=call.duration))
            self._on_row(self.rows[-1])
        assert call.when != "collect"
        outcome: Literal["failed", "passed"] = "failed" if call.excinfo else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)
