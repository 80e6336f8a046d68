"""Histories at random, with faults of every kind that can strike: the same ones every time."""

import random

from consistent_messaging.checker import ALL_FAULTS
from consistent_messaging.checker.minimal_trace import schedule_of
from consistent_messaging.model.state import Edge
from consistent_messaging.scenario import Scenario

MOST_FAULTS = 6
CHANCE_OF_A_FAULT = 0.3
MARKS = "".join(fault.mark for fault in ALL_FAULTS)


def random_history(scenario: Scenario, names: tuple[str, ...], seed: int, longest: int) -> str:
    """The schedule of a history with these messages that has so many steps at most."""
    return scenario.with_ids_that_differ(lambda: _walked(scenario, names, seed, longest))


def _walked(scenario: Scenario, names: tuple[str, ...], seed: int, longest: int) -> str:
    model, chance = scenario.model(names), random.Random(seed)
    way, state, struck = list[Edge](), model.initial(), 0
    while len(way) < longest:
        choices = model.moves(state)
        if struck < MOST_FAULTS and chance.random() < CHANCE_OF_A_FAULT:
            found = model.faults(state, MARKS, at_the_start=not way)
            struck, choices = struck + bool(found), found or choices
        if not choices:
            break
        action, after = chance.choice(choices)
        way.append((state, action, after))
        state = after
    return schedule_of(model, way)
