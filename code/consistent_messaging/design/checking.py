"""Checks the scenarios of a design, without pytest: a row for each, as an exercise's test has."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from consistent_messaging.checker.assertions import assert_holds, assert_repaired, observed
from consistent_messaging.checker.check import Verdict
from consistent_messaging.design.design import Design, DesignScenario
from consistent_messaging.exercise.rows import Row, row_of
from consistent_messaging.text.format import listed


def check_design(
    design: Design,
    scenarios: Sequence[DesignScenario] = (),
    *,
    on_row: Callable[[Row], None] = lambda row: None,
    on_progress: Callable[[str, int, int], bool] = lambda name, states, faults: True,
) -> list[Row]:
    """Search these scenarios of the design, or all of them, each in its scope.

    A row's `name` is that of the scenario. `on_progress(name, states, faults)` is called now and
    then; by returning False, it stops the search, whose row is "unknown" then.
    """
    rows = []
    for each in scenarios or design.scenarios.values():
        rows.append(_row(design, each, on_progress))
        on_row(rows[-1])
    return rows


def assert_scenario_holds(each: DesignScenario) -> None:
    """Raise what a check raises; that a fault never struck matters where somebody asked for it."""
    if each.is_default:
        assert_repaired(each.scenario, "", each.scope)
    else:
        assert_holds(each.scenario, each.scope)


def _row(design: Design, each: DesignScenario, on_progress: Callable[[str, int, int], bool]) -> Row:
    began = time.perf_counter()
    found: list[Verdict] = []
    error: BaseException | None = None
    with observed(lambda states, faults: on_progress(each.name, states, faults), found.append):
        try:
            assert_scenario_holds(each)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # whatever it is, it is the design's
            error = raised
    row = row_of(each.name, error, design.file, found[-1] if found else None)
    never = found[-1].never_struck if found and each.is_default and row.verdict == "holds" else ()
    if never:
        names = listed(fault.name for fault in never)
        row = replace(row, message=f"Of the faults, some cannot strike here: {names}.")
    return replace(row, seconds=time.perf_counter() - began)
