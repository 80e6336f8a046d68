"""Checks the scenarios of a design, without pytest: a row for each, as an exercise's test has."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from traceback import walk_tb

from consistent_messaging.checker.assertions import assert_holds, assert_repaired, observed
from consistent_messaging.checker.check import Verdict
from consistent_messaging.design.design import Design, DesignScenario
from consistent_messaging.exercise.rows import Row, row_of
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import listed

FEW_STATES = 20_000  # where a process never rests: either this soon shows it, or there is no end


def check_design(
    design: Design,
    scenarios: Sequence[DesignScenario] = (),
    *,
    on_row: Callable[[Row], None] = lambda row: None,
    on_progress: Callable[[str, int, int], bool] = lambda name, states, faults: True,
    reduced: bool = False,
) -> list[Row]:
    """Search these scenarios of the design, or all of them, each in its scope.

    A row's `name` is that of the scenario. `on_progress(name, states, faults)` is called now and
    then; by returning False, it stops the search, whose row is "unknown" then. With `reduced`, each
    search leaves out states that differ in nothing that matters.
    """
    rows = []
    for each in scenarios or design.scenarios.values():
        rows.append(_row(design, each, on_progress, reduced=reduced))
        on_row(rows[-1])
    return rows


def assert_scenario_holds(each: DesignScenario, most_states: int | None = None) -> None:
    """Raise what a check raises; that a fault never struck matters where somebody asked for it.

    The search gives up at the states that the scope says, or at these if they are fewer.
    """
    most = each.scope.most_states if most_states is None else most_states
    scope = replace(each.scope, most_states=min(most, each.scope.most_states))
    if each.is_default:
        assert_repaired(each.scenario, "", scope)
    else:
        assert_holds(each.scenario, scope)


def _row(
    design: Design,
    each: DesignScenario,
    on_progress: Callable[[str, int, int], bool],
    *,
    reduced: bool,
) -> Row:
    began = time.perf_counter()
    found: list[Verdict] = []
    error: BaseException | None = None
    endless: tuple[str, ...] = ()

    def progress(states: int, faults: int) -> bool:
        return on_progress(each.name, states, faults)

    with observed(progress, found.append, reduced=reduced):
        try:
            endless = _endless_processes(each)
            assert_scenario_holds(each, FEW_STATES if endless else None)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # whatever it is, it is the design's
            error = raised
    row = row_of(each.name, error, design.file, found[-1] if found else None)
    message = _said(row, each, endless, error)
    return replace(row, message=message, seconds=time.perf_counter() - began)


def _endless_processes(each: DesignScenario) -> tuple[str, ...]:
    """Return the processes that go on after a plain run, however many rounds they have done."""
    if not each.scenario.processes:
        return ()
    return each.scenario.play_quietly(*each.scope.messages).restless


def _said(
    row: Row, each: DesignScenario, endless: tuple[str, ...], error: BaseException | None
) -> str:
    """Return the message of a row, with what only a design needs to be told."""
    if row.verdict == "error" and error is not None:
        return f"{_whose(error, each.scenario)}{row.message}"
    if row.verdict == "unknown" and endless:
        return (
            f"{row.message} {listed(endless)} changes something in every round, so there may be no "
            "end. Let a round change nothing where there is nothing to do."
        )
    never = row.search.never_struck if row.search and row.verdict == "holds" else ()
    if never:
        names = listed(fault.name for fault in never)
        return f"Of the faults, some cannot strike here: {names}."
    return row.message


def _whose(error: BaseException, scenario: Scenario) -> str:
    """Say what raised an error, if it was what says what is right; else nothing."""
    lesson = scenario.lesson
    judges = {"decide of the lesson": lesson.decide, "state_in of the lesson": lesson.state_in}
    judges |= {f"The invariant “{each.name}”": each.holds for each in scenario.rules.invariants}
    codes = {getattr(each, "__code__", None): name for name, each in judges.items()}
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_code in codes:
            return f"{codes[frame.f_code]} raises "
    return ""
