"""Looks further than a search can: histories at random in a scope that is larger than the checked.

What was checked to the end holds in its scope. Somebody who wants to know more can let this look as
long as they like: it says how much it has seen, and never that a design holds.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from consistent_messaging.checker.assertions import assert_survives, observed
from consistent_messaging.checker.check import Scope, Verdict
from consistent_messaging.design.design import COMMON_FAULTS, Design, DesignScenario
from consistent_messaging.exercise.rows import Row, row_of
from consistent_messaging.text.format import counted

MOST_HISTORIES = 100_000
MOST_CONSUMERS = 4  # that a history can be played with
MORE_FAULTS = 2

Progress = Callable[[int, int], bool]


def further_scope(each: DesignScenario) -> Scope:
    """Return a scope beyond that of the scenario.

    It has all messages, one consumer more, and two more faults of the same kinds.
    """
    scope = each.scope
    return replace(
        scope,
        messages=tuple(each.scenario.messages),
        faults=scope.faults or COMMON_FAULTS,
        most_faults=scope.most_faults + MORE_FAULTS,
        consumers=min(scope.consumers + 1, MOST_CONSUMERS),
    )


def look_further(
    design: Design,
    each: DesignScenario,
    on_progress: Progress = lambda histories, states: True,
    histories: int = MOST_HISTORIES,
) -> Row:
    """Try so many histories at random; the row is "unknown" unless one of them breaks the design.

    `on_progress(histories, states)` is called after each of them, with how many there were and how
    many different states they have met; by returning False, it ends the look.
    """
    began = time.perf_counter()
    found: list[Verdict] = []
    tried = 0
    error: BaseException | None = None

    def progress(histories: int, states: int) -> bool:
        nonlocal tried
        tried = histories
        return on_progress(histories, states)

    with observed(lambda states, faults: True, found.append):
        try:
            assert_survives(each.scenario, further_scope(each), histories, progress)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # whatever it is, it is the design's
            error = raised
    row = row_of(each.name, error, design.file, found[-1] if found else None)
    if row.verdict == "unknown" and found:
        seen = f"{_histories(tried)} at random, {counted(found[-1].states, 'state')}"
        row = replace(row, message=f"{seen}. Nothing broke so far; that is not a pass.")
    return replace(row, seconds=time.perf_counter() - began)


def _histories(count: int) -> str:
    return "1 history" if count == 1 else f"{count:,} histories"
