"""Asks the reference model what the checker is asked: about a scenario within a scope."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from consistent_messaging.checker import Scope
from consistent_messaging.scenario import Scenario

from reference_model.search import ReferenceVerdict, brute_force_minimal, reference_search
from reference_model.state import Attempt, State
from reference_model.world import KINDS, ReferenceWorld

ID = re.compile(r"[0-9a-f]{8}-new-(\w+)-(\d+)-")


def reference_verdict(
    scenario: Scenario,
    scope: Scope,
    *,
    interchangeable: bool = True,
    etags_once_only: bool = False,
    clock_runs: bool = False,
) -> ReferenceVerdict:
    """What the reference model finds; consumers count as interchangeable unless told otherwise.

    The clock runs (and stops at times) for handlers that show the time; for others, it makes
    no difference.
    """
    return reference_search(
        **_world(scenario, scope),
        max_faults=scope.most_faults,
        interchangeable=interchangeable,
        etags_once_only=etags_once_only,
        clock_runs=clock_runs,
    )


def distinct_states(scenario: Scenario, scope: Scope, reached: Iterable[State]) -> int:
    """How many of these states differ in anything that matters to what can follow.

    Neither counters do, nor the numbers in ids, nor how an attempt came to its return, nor anything
    of one that can only fail.
    """
    given = _world(scenario, scope)
    del given["lesson"]
    world = ReferenceWorld(**given, max_faults=scope.most_faults)
    reached = list(reached)
    for message in {message for state in reached for message in state.inside}:
        world.endpoints.met(message)

    def what_matters(attempt: Attempt) -> Hashable:
        at = attempt.message, attempt.members
        if attempt.delayed:
            return at
        published = world.published(attempt)
        if published is None:
            return attempt._replace(number=0)
        return at, published, world.acks(attempt), attempt.sent, attempt.zombie

    return len(
        {
            _renumbered(
                state._replace(
                    attempts=frozenset(
                        Counter(what_matters(a) for a in state.attempts if a).items()
                    ),
                    untouched=False,
                    faults=0,
                    named=frozenset(),
                )
            )
            for state in reached
        }
    )


def _renumbered(state: State) -> Any:
    """The state with the attempts in its ids numbered from one on."""
    numbers: dict[str, list[int]] = {}
    for message, number in sorted(set(ID.findall(repr(state)))):
        numbers.setdefault(message, []).append(int(number))
    if not numbers:
        return state

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return ID.sub(lambda m: f"new-{m[1]}-{sorted(numbers[m[1]]).index(int(m[2]))}-", value)
        if isinstance(value, frozenset):
            return frozenset(map(renamed, value))
        if isinstance(value, tuple):
            return tuple(map(renamed, value))
        names = _names_of_fields(type(value))
        return (type(value), *(renamed(getattr(value, name)) for name in names)) if names else value

    return renamed(state)


@cache
def _names_of_fields(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def fewest_faults_and_steps(
    scenario: Scenario, scope: Scope, most_steps: int
) -> tuple[int, int] | None:
    """The fewest faults and steps of all histories of up to so many steps that are wrong."""
    return brute_force_minimal(
        **_world(scenario, scope), max_faults=scope.most_faults, max_steps=most_steps
    )


def _world(scenario: Scenario, scope: Scope) -> dict[str, Any]:
    return {
        "make_handler": scenario.handler,
        "stores": scenario.stores,
        "messages": {name: scenario.messages[name] for name in scope.messages},
        "lesson": scenario.lesson,
        "kinds": {KINDS[fault.mark] for fault in scope.faults},
        "consumers": scope.consumers,
        "consistency": scenario.consistency,
        "deduplication": scenario.deduplication,
        "rules": scenario.rules,
        "processes": scenario.processes,
        "endpoints": scenario.endpoints,
        "broker": scenario.broker,
    }
