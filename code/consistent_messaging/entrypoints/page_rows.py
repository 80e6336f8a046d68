"""The rows of a check as a page gets them, each with what is needed to explain its history."""

from dataclasses import replace

from consistent_messaging.entrypoints import events
from consistent_messaging.exercise.rows import Row
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import ImpossibleActionError, Simulator, replay
from consistent_messaging.text.format import counted


def row_event(
    row: Row, scenario: Scenario | None, title: str = "", named: str = ""
) -> events.RowEvent:
    """Return a row for the page, under this title instead of its own.

    The history is one of this scenario, which is `named` in a design.
    """
    return events.RowEvent(
        type="row",
        name=row.name,
        title=title or row.title,
        verdict=row.verdict,
        scope=row.scope,
        message=row.message,
        line=row.line,
        history=_history_of(row, scenario, named) if scenario else None,
        seconds=row.seconds,
    )


def _history_of(row: Row, scenario: Scenario, named: str) -> events.FoundHistory | None:
    """Return what is needed to explain the history of a row that does not hold.

    A test may play a world of its own, whose histories cannot be played again here.
    """
    from consistent_messaging.explain import EventLabels, ReplayRequest

    consumers = row.search.scope.consumers if row.search else 2
    history = row.history
    found = (
        row.search if history and row.search and row.search.schedule == history.schedule else None
    )
    if history and row.verdict == "error":  # the step that raised it cannot be played again
        history = replace(history, steps=history.steps[:-1])
    if not history or not history.steps or not _is_of(scenario, history, consumers):
        return None
    request = ReplayRequest.of(history, found.scope if found else None)
    return events.FoundHistory(
        script=replace(request, scenario=named).as_json(),
        steps=len(history.steps),
        faults=history.faults,
        searched=f"{counted(found.states, 'state')}; {found.scope}" if found else "",
        headline=EventLabels.of(scenario, history.played).shorten(row.message),
    )


def _is_of(scenario: Scenario, history: History, consumers: int) -> bool:
    try:
        names = history.played
        again = scenario.with_ids_that_differ(
            lambda: replay(Simulator(scenario.model(names, consumers=consumers)), history.schedule)
        )
    except (KeyError, ImpossibleActionError):
        return False
    return again.steps == history.steps
