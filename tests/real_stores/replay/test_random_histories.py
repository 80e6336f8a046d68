"""Random histories of right and wrong protocols, with faults of every kind, on PostgreSQL."""

import random
from collections import Counter
from dataclasses import replace
from zlib import crc32

import protocols
import psycopg
import pytest
from consistent_messaging.adapters.replay import PostgresqlStores, replay_on
from consistent_messaging.checker import ALL_FAULTS
from consistent_messaging.checker.minimal_trace import schedule_of
from consistent_messaging.model.state import Edge
from consistent_messaging.scenario import Scenario

NAMES = [name for kind in ("right", "wrong") for name in protocols.names(kind)]
LONGEST = 40
MOST_FAULTS = 6
CHANCE_OF_A_FAULT = 0.3
MARKS = "".join(fault.mark for fault in ALL_FAULTS)


def harsh(name: str) -> Scenario:
    """The scenario of a protocol in which every read may be stale, and the inbox may forget."""
    scenario = protocols.scenario(name)
    stores = [store for store in scenario.stores if store != "dispatcher"]
    forgetful = frozenset(stores) & {"inbox", "claims", "tokens"}
    return replace(scenario, consistency=dict.fromkeys(stores, "stale"), deduplication=forgetful)


def walked(name: str, scenario: Scenario) -> str:
    """The schedule of a random history, the same one every time."""
    model, chance = scenario.model(("A", "B")), random.Random(crc32(name.encode()))
    way, state, struck = list[Edge](), model.initial(), 0
    while len(way) < LONGEST:
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


@pytest.mark.parametrize("name", NAMES)
def test_a_random_history_is_the_same_on_postgresql(
    name: str, connection: psycopg.Connection, replayed_so_far: Counter[str]
) -> None:
    scenario = harsh(name)
    schedule = scenario.with_ids_that_differ(lambda: walked(name, scenario))
    stores = PostgresqlStores(scenario, connection)
    replayed = replay_on(stores, scenario, schedule, messages=("A", "B"))
    assert replayed.same, (schedule, replayed.differs)
    assert len(replayed.steps) == len(schedule.split()) >= 10
    replayed_so_far.update(histories=1, steps=len(replayed.steps))


def test_these_histories_have_faults_of_every_kind() -> None:
    marks = set[str]()
    for name in NAMES:
        scenario = harsh(name)
        schedule = scenario.with_ids_that_differ(lambda: walked(name, scenario))  # noqa: B023
        marks |= {action[0] for action in schedule.split()}
    assert marks >= set("!?_^~%2&xr<")
