"""A history, told moment by moment: what happened, what it changed, and what was at stake."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.minimal_trace import named
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.reachability import MOST_STATES, Edge, Risk, look_ahead
from consistent_messaging.checker.state_check import Judge
from consistent_messaging.model.state import FLAGS
from consistent_messaging.simulation.history import History, Step
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.simulation.simulator import Walk, replay
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
class Standing:
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
    standing: tuple[Standing, ...]


@dataclass(frozen=True)
class Counterexample:
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
) -> Counterexample:
    """Take the schedule's actions, and tell every moment of what happens.

    `names` are the messages that there are, unless there are only those that the schedule
    delivers. Where more than `most_states` states can follow, the risk is unknown.

    Raises `ImpossibleActionError` at the first action that cannot be taken, and what the handler
    raises if it is broken.
    """
    walk = Walk(scenario.model(names or scenario.names_in(schedule), consumers=consumers))
    judge = Judge(walk.model, scenario.lesson, leftovers)
    standing: list[tuple[Standing, ...]] = []
    for number, action in enumerate(schedule.split(), start=1):
        replay(walk, [action], first=number)
        standing.append(_standing(walk))
    edges, history = walk.edges, walk.history()
    states = [walk.model.initial(), *(after for _, _, after in edges)]
    ahead = look_ahead(walk.model, judge, states, history.faults, most_states)
    risks = [ahead.risk(state) for state in states]
    moments = [
        Moment(step, risks[n + 1], _changes(walk, edges[n]), standing[n])
        for n, step in enumerate(history.steps)
    ]
    doomed = next((m.step.number for m in moments if m.risk == "doomed"), None)
    turn = len(states) - 1 if doomed is None else doomed - 1
    passing = None
    if risks[turn] in ("safe", "at risk"):
        passing = named(walk.model, [*edges[:turn], *ahead.way_to_end_well(states[turn])])
    state = walk.state
    order, sent = judge.view(state), walk.model.heard(state)
    expected = judge.oracle.nearest(order, sent).published
    got = Counter({m.message_id: m.body for m in sent}.values())
    return Counterexample(
        history=history,
        violation=judge(state, history.faults),
        moments=tuple(moments),
        point_of_no_return=doomed,
        nearest_pass=passing,
        expected={short(body): count for body, count in expected.items()},
        got={short(body): count for body, count in got.items()},
    )


def as_test(exercise: str, name: str, schedule: str, code: str) -> str:
    """Return a pytest function that replays this schedule in a clone and judges its history.

    `code` stands for the code with which it was found, as `check` prints it.
    """
    return (
        "from consistent_messaging.checks import assert_consistent\n"
        "from scenario import scenario\n\n\n"
        f"def test_{name}():\n"
        f'    """A history of {exercise}, found with code {code}."""\n'
        f"    assert_consistent(scenario, scenario.replay({schedule!r}))\n"
    )


def _changes(walk: Walk, edge: Edge) -> tuple[Change, ...]:
    before, after = (walk.model.records(state) for state in (edge[0], edge[2]))
    return tuple(
        Change(store, key, _text(before[store], key), _text(after[store], key))
        for store in after
        for key in sorted(before[store].keys() | after[store].keys())
        if before[store].get(key) != after[store].get(key)
    )


def _text(records: Mapping[str, Any], key: str) -> str | None:
    return recorded(records[key]) if key in records else None


def _standing(walk: Walk) -> tuple[Standing, ...]:
    return tuple(
        Standing(attempt.label, attempt.consumer, *_where(walk, attempt.code))
        for attempt in walk.attempts
    )


def _where(walk: Walk, code: int) -> tuple[int | None, dict[str, str]]:
    """Return the line in which an attempt waits, and what its names stand for there."""
    places = walk.model.tree.run_again(code // FLAGS).places
    if not places:
        return walk.model.node(code).line, {}
    seen = places[-1].frame.f_locals.items()
    names = {name: short(value)[:LONGEST_VALUE] for name, value in seen if name != "self"}
    return places[-1].line, names
