"""For pytest: a check that fails shows the whole history that breaks it.

pytest finds it by itself where the library is installed, and loads it for tests of all kinds. So
nothing of the library is imported before a check has failed.
"""

from collections.abc import Generator
from shlex import quote
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from consistent_messaging.simulation.history import History
    from consistent_messaging.simulation.scenario import Scenario

HEADING = "What happened"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the history to the report of a test that failed with one."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    is_told = any(heading == HEADING for heading, _ in report.sections)
    if error is not None and report.outcome == "failed" and not is_told:
        told = _told(error)
        report.sections += [(HEADING, told)] if told else []
    return report


def _told(error: BaseException) -> str:
    """Return the history that an error has, and how to replay it; empty without one."""
    history: History | None = getattr(error, "history", None)
    if type(history).__module__ != "consistent_messaging.simulation.history" or history is None:
        return ""  # an error of somebody else's
    scenario: Scenario | None = getattr(error, "scenario", None)
    if scenario is None:
        return f"{history}\n\nSchedule: {history.schedule}"
    from consistent_messaging.design.sources import digits_of, reference_of
    from consistent_messaging.explain.told_history import told_with_lines

    told = told_with_lines(scenario, history, getattr(error, "scope", None))
    lines, reference = [told, "", f"Schedule: {history.schedule}"], reference_of(scenario)
    if reference:
        code, schedule = digits_of(scenario), quote(history.schedule)
        replay = f"python -m consistent_messaging replay {reference}"
        lines += [f"Code:     {code}", f"Replay:   {replay} --schedule {schedule} --code {code}"]
    return "\n".join(lines)
