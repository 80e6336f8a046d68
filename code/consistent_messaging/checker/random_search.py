"""Tries some histories of a scope that has too many for a search: three messages, say, and more.

Each history is made by a list of choices. The lists are numbered, and number 7 is the same list in
every run and every interpreter. What breaks the handler is then searched for again, among as few
messages, faults and consumers as broke it, so that the shortest history of these shows it.

Whether nothing is wrong with a handler, such tries cannot say: without a find they are "unknown".
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from consistent_messaging.checker.check import Scope, Verdict, check
from consistent_messaging.checker.minimal_trace import schedule_of
from consistent_messaging.checker.oracle import Violation
from consistent_messaging.checker.state_check import StateCheck
from consistent_messaging.model.actions import DELIVERY
from consistent_messaging.model.state import Action, Edge, State, is_the_start
from consistent_messaging.model.state_machine import Model
from consistent_messaging.simulation.scenario import Scenario

MOST_STEPS = 400  # a history that is longer goes round and round: the search calls that stuck
ONE_IN = 8  # so seldom a fault is chosen where one can strike

Progress = Callable[[int, int], bool]


@dataclass(frozen=True)
class _Tried:
    """A history that broke the handler, or its last one: how it went, and what is wrong."""

    edges: list[Edge]
    faults: list[Action]
    violation: Violation | None = None
    error: BaseException | None = None


def try_some(
    scenario: Scenario,
    scope: Scope,
    histories: int = 2000,
    progress: Progress = lambda tried, states: True,
) -> Verdict:
    """Try so many histories within the scope; stop at the first one that breaks the handler.

    The verdict is `fail`, `error` or `unknown`, never `pass`; its `states` are those that were met.
    `progress(tried, states)` is called after each history, with how many there were and how many
    states these have met; it stops the tries by returning False.
    """
    return scenario.with_ids_that_differ(lambda: _tried(scenario, scope, histories, progress))


def _tried(scenario: Scenario, scope: Scope, histories: int, progress: Progress) -> Verdict:
    began = time.perf_counter()
    model = scenario.searched_model(scope.messages, consumers=scope.consumers)
    judge = StateCheck(model, scenario.lesson, scope.leftovers, scenario.rules)
    met: set[State] = set()
    for number in range(histories):
        tried = _one(model, judge, scope, Random(number))
        met.update(after for _, _, after in tried.edges)
        if tried.violation is not None or tried.error is not None:
            found = _again(scenario, scope, model, tried)
            return replace(found, seconds=time.perf_counter() - began)
        if not progress(number + 1, len(met)):
            break
    return Verdict("unknown", scope, len(met), time.perf_counter() - began)


def _one(model: Model, judge: StateCheck, scope: Scope, choices: Random) -> _Tried:
    """Go one way through the world until it is at rest, or wrong, or goes round and round."""
    marks = "".join(fault.mark for fault in scope.faults)
    edges: list[Edge] = []
    faults: list[Action] = []
    state = model.initial()
    while len(edges) < MOST_STEPS:
        can_strike = len(faults) < scope.most_faults and choices.randrange(ONE_IN) == 0
        at_the_start = is_the_start(state, len(faults), len(edges))
        strikes = model.faults(state, marks, at_the_start=at_the_start) if can_strike else []
        ways = strikes or model.moves(state)
        if not ways or (not strikes and model.at_rest(state)):
            break
        action, after = ways[choices.randrange(len(ways))]
        faults += [action] if strikes else []
        edges.append((state, action, after))
        state = after
        wrong, error = judge(state, len(faults)), model.error_in(state)
        if wrong or error is not None:
            return _Tried(edges, faults, wrong, error)
    return _Tried(edges, faults)


def _again(scenario: Scenario, scope: Scope, model: Model, tried: _Tried) -> Verdict:
    """Search the narrow scopes in which it should happen; else show the history as it was tried."""
    for narrow in _narrower(scope, model, tried):
        found = check(scenario, narrow)
        if found.verdict in ("fail", "error"):
            return found
    return Verdict(
        "fail" if tried.violation else "error",
        scope,
        states=len(tried.edges) + 1,
        seconds=0.0,
        violation=tried.violation,
        faults=len(tried.faults),
        steps=len(tried.edges),
        schedule=schedule_of(model, tried.edges),
        error=tried.error,
    )


def _narrower(scope: Scope, model: Model, tried: _Tried) -> Iterator[Scope]:
    """Yield scopes of what took part, the narrowest first."""
    delivered = {
        model.tree.works[number].name
        for _, action, _ in tried.edges
        if action.mark == DELIVERY.mark
        for number in model.tree.members(action.subject)
    }
    names = [name for name in model.names if name in delivered]
    struck = {action.mark for action in tried.faults}
    at_once = max((model.most_busy(after) for _, _, after in tried.edges), default=1) or 1
    for count in range(1, len(names) + 1):
        for messages in combinations(names, count):
            yield replace(
                scope,
                messages=messages,
                faults=tuple(fault for fault in scope.faults if fault.mark in struck),
                most_faults=len(tried.faults),
                consumers=at_once,
            )
