"""Plays a history of the checker on real stores, and compares each answer with the simulated one.

    stores = PostgresqlStores(scenario, connection)
    replayed = replay_on(stores, scenario, "+A .A .A !A +A .A .A =A")

The schedule decides what happens when, and which fault strikes; the answers are those of the real
stores, and the handler runs on them. `replayed.py` says what comes of it.
"""

from consistent_messaging.adapters.replay.postgresql_stores import PostgresqlStores
from consistent_messaging.adapters.replay.replay import replay_on
from consistent_messaging.adapters.replay.replayed import (
    Exchange,
    NotReplayedHere,
    Replayed,
    ReplayedStep,
    Rows,
    Statement,
    Told,
)

__all__ = [
    "Exchange",
    "NotReplayedHere",
    "PostgresqlStores",
    "Replayed",
    "ReplayedStep",
    "Rows",
    "Statement",
    "Told",
    "replay_on",
]
