"""Random histories of right and wrong protocols, with faults of every kind, on PostgreSQL."""

from collections import Counter
from dataclasses import replace
from functools import cache
from zlib import crc32

import protocols
import psycopg
import pytest
from consistent_messaging.adapters.replay import PostgresqlStores, replay_on
from consistent_messaging.scenario import Scenario
from sampled import one_in

from replay.random_history import random_history

NAMES = [
    name
    for kind in ("right", "wrong")
    for name in (*protocols.names(kind), *protocols.names(kind, "w2"))
]
LONGEST = 30
NAMES_OF_MESSAGES = ("A", "B")


def harsh(name: str) -> Scenario:
    """The scenario of a protocol in which every read may be stale, and the inbox may forget."""
    scenario = protocols.scenario(name)
    stores = [store for store in scenario.stores if store != "dispatcher"]
    forgetful = frozenset(stores) & {"inbox", "claims", "tokens"}
    return replace(scenario, consistency=dict.fromkeys(stores, "stale"), deduplication=forgetful)


@cache
def schedule_of(name: str) -> str:
    return random_history(harsh(name), NAMES_OF_MESSAGES, crc32(name.encode()), LONGEST)


@pytest.mark.parametrize("name", one_in(2, NAMES))
def test_a_random_history_is_the_same_on_postgresql(
    name: str, connection: psycopg.Connection, replayed_so_far: Counter[str]
) -> None:
    scenario, schedule = harsh(name), schedule_of(name)
    stores = PostgresqlStores(scenario, connection)
    replayed = replay_on(stores, scenario, schedule, messages=NAMES_OF_MESSAGES)
    assert replayed.same, (schedule, replayed.differs)
    assert len(replayed.steps) == len(schedule.split()) >= 10
    replayed_so_far.update(histories=1, steps=len(replayed.steps))


def test_these_histories_have_faults_of_every_kind() -> None:
    marks = {action[0] for name in NAMES for action in schedule_of(name).split()}
    assert marks >= set("!?_^~%2&xr<")
