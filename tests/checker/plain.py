"""Asks the plain search, and the walk through every history, about a scenario within a scope."""

from typing import Any

from consistent_messaging.checker import Scope
from consistent_messaging.scenario import Scenario
from plain_search import PlainVerdict, brute_force_minimal, plain_search

KINDS = {
    "!": "crash",
    "?": "lost answer",
    "^": "rejected",
    "~": "delayed failure when acking",
    "%": "lost ack",
    "2": "duplicate delivery",
    "&": "lease expired",
    "<": "stale read",
    "x": "record evicted",
}


def searched_plainly(
    scenario: Scenario, scope: Scope, *, interchangeable: bool = True
) -> PlainVerdict:
    """What the plain search comes to; consumers count as interchangeable unless it is said."""
    return plain_search(
        **_world(scenario, scope),
        max_faults=scope.most_faults,
        interchangeable=interchangeable,
    )


def fewest(scenario: Scenario, scope: Scope, most_steps: int) -> tuple[int, int] | None:
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
    }
