"""A history, moment by moment: what happened, what it changed, and what was at stake."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.minimal_trace import schedule_of
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.reachability import MOST_STATES, Risk, look_ahead
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.state import FLAGS
from consistent_messaging.simulation.history import History, Step
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Simulator, replay
from consistent_messaging.text.format import recorded, short

LONGEST_VALUE = 100  # characters of a local value that are shown


@dataclass(frozen=True)
class Change:
    """A record before and after a step, as text; None where there was none."""

    store: str
    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Position:
    """An attempt that is alive: the line of the learner's code in which it waits, its locals."""

    attempt: str
    consumer: int
    line: int | None
    names: Mapping[str, str]


@dataclass(frozen=True)
class Moment:
    """One step, the risk after it, what it changed, and where every attempt stands after it."""

    step: Step
    risk: Risk
    changes: tuple[Change, ...]
    standing: tuple[Position, ...]


@dataclass(frozen=True)
class Timeline:
    """A history with all that can be said of it.

    `point_of_no_return` is the number of the first step after which no continuation ends well.
    `nearest_pass` is the schedule of the run that shares the most with this one and ends well.
    `expected` and `got` count the published contents of the nearest order, and of this history.
    """

    history: History
    violation: Violation | None
    moments: tuple[Moment, ...]
    point_of_no_return: int | None
    nearest_pass: str | None
    expected: Mapping[str, int]
    got: Mapping[str, int]


def explain(
    scenario: Scenario,
    schedule: str,
    leftovers: Policy = "any",
    consumers: int = 2,
    *,
    names: tuple[str, ...] = (),
    most_states: int = MOST_STATES,
) -> Timeline:
    """Take the schedule's actions, and explain every moment of what happens.

    `names` are the messages that there are, unless there are only those that the schedule
    delivers. Where more than `most_states` states can follow, the risk is unknown.

    Raises `ImpossibleActionError` at the first action that cannot be taken, and what the handler
    raises if it is broken.
    """
    model_names = names or scenario.names_in(schedule)

    def explained() -> Timeline:
        model = scenario.model(model_names, consumers=consumers)
        simulator = Simulator(model)
        positions: list[tuple[Position, ...]] = []
        for number, action in enumerate(schedule.split(), start=1):
            replay(simulator, [action], first=number)
            positions.append(_positions(simulator))
        judge = StateCheck(model, scenario.lesson, leftovers, scenario.rules)
        return timeline_of(simulator, judge, positions, most_states)

    return scenario.with_ids_that_differ(explained)


def timeline_of(
    simulator: Simulator,
    judge: StateCheck,
    positions: Sequence[tuple[Position, ...]] = (),
    most_states: int = MOST_STATES,
) -> Timeline:
    """Explain the history that was just played; `positions` are those after each of its steps.

    Without them, no moment says where its attempts wait.
    """
    model, edges, history = simulator.model, simulator.edges, simulator.history()
    states = [model.initial(), *(after for _, _, after in edges)]
    ahead = look_ahead(model, judge, states, history.faults, most_states)
    risks = [ahead.risk(state) for state in states]
    moments = tuple(
        Moment(step, risks[n + 1], _changes(simulator, n), positions[n] if positions else ())
        for n, step in enumerate(history.steps)
    )
    doomed = next((m.step.number for m in moments if m.risk == "doomed"), None)
    turn = len(states) - 1 if doomed is None else doomed - 1
    passing = None
    if risks[turn] in ("safe", "at risk"):
        passing = schedule_of(model, [*edges[:turn], *ahead.way_to_end_well(states[turn])])
    sent = model.heard(simulator.state)
    expected = judge.oracle.nearest(judge.view(simulator.state), sent).published
    got = Counter({m.message_id: m.body for m in sent}.values())
    return Timeline(
        history=history,
        violation=simulator.names.violation(judge(simulator.state, history.faults)),
        moments=moments,
        point_of_no_return=doomed,
        nearest_pass=passing,
        expected={short(body): count for body, count in expected.items()},
        got={short(body): count for body, count in got.items()},
    )


def _changes(simulator: Simulator, place: int) -> tuple[Change, ...]:
    """Return what the step at this place of a history has changed."""
    first, _, last = simulator.edges[place]
    before, after = (simulator.model.records(state) for state in (first, last))
    named, step = simulator.names.text, place + 1

    def text(records: Mapping[str, Any], key: str, then: int) -> str | None:
        return named(recorded(records[key]), then) if key in records else None

    return tuple(
        Change(
            store, named(key, step), text(before[store], key, place), text(after[store], key, step)
        )
        for store in after
        for key in sorted(before[store].keys() | after[store].keys())
        if before[store].get(key) != after[store].get(key)
    )


def _positions(simulator: Simulator) -> tuple[Position, ...]:
    return tuple(
        Position(attempt.label, attempt.consumer, *_where(simulator, attempt.code))
        for attempt in simulator.attempts
    )


def _where(simulator: Simulator, code: int) -> tuple[int | None, dict[str, str]]:
    """Return the line in which an attempt waits, and what its names stand for there."""
    places = simulator.model.tree.run_again(code // FLAGS).places
    if not places:
        return simulator.model.node(code).line, {}
    seen = places[-1].frame.f_locals.items()
    names = {name: short(value)[:LONGEST_VALUE] for name, value in seen if name != "self"}
    return places[-1].line, simulator.names.json(names)
