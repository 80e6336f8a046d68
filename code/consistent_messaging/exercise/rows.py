"""What checks have said: a row for each, with its verdict and the history that breaks it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from consistent_messaging.checker import Verdict as SearchVerdict
from consistent_messaging.checker.assertions import InconsistentError, NotYetError, UnknownError
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import NeverStruckError
from consistent_messaging.text.format import counted, listed


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
    """All rows, or the problem that kept checks from running; `code` stands for what was run."""

    rows: tuple[Row, ...]
    problem: Problem | None
    seconds: float
    code: str

    @property
    def verdict(self) -> Literal["pass", "fail", "unknown", "error"]:
        """What all of them come to."""
        if self.problem or not self.rows:
            return "error"
        verdicts = {row.verdict for row in self.rows}
        if verdicts <= {"holds", "unknown"}:
            return "unknown" if "unknown" in verdicts else "pass"
        return "fail"


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


def row_of(name: str, error: BaseException | None, file: Path, search: SearchVerdict | None) -> Row:
    """Return what a check has said that ended with this error, or without one.

    `file` is the one whose lines are shown, and `search` what the last search in it came to.
    """
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
