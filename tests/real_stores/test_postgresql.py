"""The stores on PostgreSQL answer as the simulated ones do."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from conformance import CODEC, KINDS, Backend, Exclusion, check
from conformance.backend import Kind
from consistent_messaging.adapters import postgresql
from servers import postgresql_from_wheel

STORES: dict[str, Any] = {
    "blob store": postgresql.BlobStore,
    "event store": postgresql.EventStore,
    "inbox": postgresql.Inbox,
    "claim inbox": postgresql.ClaimInbox,
    "outbox store": postgresql.OutboxStore,
    "token store": postgresql.TokenStore,
    "queue": postgresql.Queue,
}


class PostgreSQL(Backend):
    """A server, through one connection."""

    exclusions = (Exclusion("A text with NUL", "text", lambda text: "\0" in text, ("\0",)),)

    def __init__(self, connection: Any, where: str) -> None:
        self.name = f"PostgreSQL {connection.info.parameter_status('server_version')} ({where})"
        self.stores = {kind: store(connection, CODEC) for kind, store in STORES.items()}
        for store in self.stores.values():
            store.create_table()

    def make(self, kind: Kind) -> Any:
        """Return the store of this kind, emptied."""
        self.stores[kind].clear()
        return self.stores[kind]


@pytest.fixture(scope="module")
def backend(ran_against: list[str]) -> Iterator[Backend]:
    """A server of its own, from a wheel."""
    with (
        postgresql_from_wheel() as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("SET synchronous_commit = off")
        backend = PostgreSQL(connection, "pgserver")
        ran_against.append(backend.name)
        yield backend


@pytest.mark.parametrize("kind", KINDS)
def test_it_answers_as_the_simulated_one(backend: Backend, kind: Kind) -> None:
    check(backend, kind)
