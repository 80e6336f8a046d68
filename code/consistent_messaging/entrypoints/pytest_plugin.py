"""For pytest: a check that fails shows the reader's own lines, and the whole history.

pytest finds it by itself where the library is installed, and loads it for tests of all kinds. So
nothing of the library is imported before a check has failed.
"""

from collections.abc import Generator
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from consistent_messaging.simulation.history import History
    from consistent_messaging.simulation.scenario import Scenario

HEADING = "What happened"
_LIBRARY = str(Path(__file__).parents[1])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show of a test that failed the reader's own lines, and the history if there is one."""
    error = call.excinfo.value if call.excinfo else None
    if error is not None and not item.config.option.fulltrace:
        own = _own_lines(error)
        call.excinfo = pytest.ExceptionInfo.from_exception(error.with_traceback(own))
    report = yield
    is_told = any(heading == HEADING for heading, _ in report.sections)
    if error is not None and report.outcome == "failed" and not is_told:
        told = _told(error)
        report.sections += [(HEADING, told)] if told else []
    return report


def _own_lines(error: BaseException) -> TracebackType | None:
    """Return the traceback without what the library did in between; all of it without any other."""
    places = []
    traceback = error.__traceback__
    while traceback is not None:
        places.append(traceback)
        traceback = traceback.tb_next
    own = [each for each in places if not each.tb_frame.f_code.co_filename.startswith(_LIBRARY)]
    if len(own) in (0, len(places)):
        return error.__traceback__
    shown: TracebackType | None = None
    for each in reversed(own):
        shown = TracebackType(shown, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return shown


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
