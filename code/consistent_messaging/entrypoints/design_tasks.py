"""What a page does with a design: it searches each of its scenarios, or looks further than that.

A design has no tests and needs no pytest. How far it is searched its file says, or the page.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from consistent_messaging.checker import ALL_FAULTS
from consistent_messaging.design import Design, DesignScenario, check_design, look_further
from consistent_messaging.entrypoints import events
from consistent_messaging.entrypoints.page_rows import row_event
from consistent_messaging.exercise.rows import Row

EVERY = "every sequence of events"
FURTHER = "further than the scope"
_PAUSE = 0.1  # seconds between two reports of progress

Emit = Callable[[events.Event], None]


def check_scenarios(design: Design, asked: Mapping[str, Any], emit: Emit) -> list[Row]:
    """Search the scenarios as the page has `asked`; emit a row for each, and how far a search is.

    `scope` is what the reader has chosen, or None; with `beyond`, histories are tried at random.
    """
    chosen = [_with_chosen_scope(each, asked.get("scope")) for each in design.scenarios.values()]
    beyond = bool(asked.get("beyond"))
    titles = {name: _title(design, name, FURTHER if beyond else EVERY) for name in design.scenarios}
    rows = [events.CollectedRow(name=name, title=title) for name, title in titles.items()]
    first = next(iter(design.scenarios.values()))
    emit(events.Collected(type="collected", rows=rows, scope=_written_scope(first)))

    def on_row(row: Row) -> None:
        scenario = design.scenarios[row.name].scenario
        emit(row_event(row, scenario, titles[row.name], row.name))

    if not beyond:
        return check_design(design, chosen, on_row=on_row, on_progress=_Reports(emit).searched)
    found = []
    for each in chosen:
        found.append(look_further(design, each, _Reports(emit, each.name).tried))
        on_row(found[-1])
    return found


def _with_chosen_scope(each: DesignScenario, scope: Mapping[str, Any] | None) -> DesignScenario:
    """Return the scenario with what the page has chosen; all messages, where it has named none."""
    if scope is None:
        return each
    most = scope["most_faults"]
    faults = [fault for fault in ALL_FAULTS if most and fault.mark in scope["marks"]]
    return each.with_scope(
        messages=scope["messages"] or tuple(each.scenario.messages),
        faults=faults,
        most_faults=most if faults else 0,
        consumers=scope["consumers"],
    )


def _written_scope(each: DesignScenario) -> events.ChosenScope:
    return events.ChosenScope(
        messages=list(each.scope.messages),
        consumers=each.scope.consumers,
        marks="".join(fault.mark for fault in each.scope.faults),
        most_faults=each.scope.most_faults,
    )


def _title(design: Design, name: str, what: str) -> str:
    title = what if len(design.scenarios) == 1 else f"{name}: {what}"
    return title[:1].upper() + title[1:]


class _Reports:
    """Tells the page how far a search is, a few times in a second."""

    def __init__(self, emit: Emit, name: str = "") -> None:
        self._emit, self._name, self._last = emit, name, 0.0

    def searched(self, name: str, states: int, faults: int) -> bool:
        """Report a search of all states; go on."""
        return self._report(name, states, faults, 0)

    def tried(self, histories: int, states: int) -> bool:
        """Report histories that were tried at random; go on."""
        return self._report(self._name, states, 0, histories)

    def _report(self, name: str, states: int, faults: int, histories: int) -> bool:
        now = time.monotonic()
        if now - self._last >= _PAUSE:
            self._last = now
            self._emit(
                events.Progress(
                    type="progress", name=name, states=states, faults=faults, histories=histories
                )
            )
        return True
