"""The stores on PostgreSQL answer as the simulated ones do, on each server that there is."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from conformance import CODEC, KINDS, Backend, Exclusion, check, check_exclusion
from conformance.backend import Kind
from consistent_messaging.adapters import postgresql
from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection, connect
from servers import (
    has_own_server,
    own_server_or_wheel,
    pglite,
    postgresql_from_debian,
    postgresql_from_wheel,
)

SERVERS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "from a wheel": postgresql_from_wheel,
    "PGlite": pglite,
    "from Debian": postgresql_from_debian,
}
if has_own_server():
    SERVERS = {"of your own": own_server_or_wheel}

STORES: dict[Kind, Any] = {
    "blob store": postgresql.BlobStore,
    "event store": postgresql.EventStore,
    "inbox": postgresql.Inbox,
    "claim inbox": postgresql.ClaimInbox,
    "outbox store": postgresql.OutboxStore,
    "token store": postgresql.TokenStore,
    "table": postgresql.Table,
    "queue": postgresql.Queue,
}


class PostgreSQL(Backend):
    """A server, through one connection."""

    exclusions = (
        Exclusion(
            "No text on PostgreSQL has the character NUL (`\\x00`) in it.",
            "text",
            lambda text: "\0" in text,
            ("\0", "a\0b"),
        ),
        Exclusion(
            "A key or an id has at most 2,700 bytes.",
            "key",
            lambda key: len(key.encode(errors="surrogatepass")) > 2700,
            ("".join(map(chr, range(0x4E00, 0x4E00 + 3000))),),
        ),
        Exclusion(
            "No text has half of a pair of surrogates in it.",
            "text",
            lambda text: any("\ud800" <= letter <= "\udfff" for letter in text),
            ("\ud800",),
        ),
    )

    def __init__(self, connection: PostgresqlConnection, where: str) -> None:
        self.name = f"PostgreSQL {connection.server_version} ({where})"
        self.stores = {
            kind: store(connection, CODEC, f"conformance_{store.default_name}")
            for kind, store in STORES.items()
        }
        for store in self.stores.values():
            store.create_table()

    def make(self, kind: Kind) -> Any:
        """Return the store of this kind, emptied."""
        self.stores[kind].clear()
        return self.stores[kind]


# Debian's is older, and is asked where there is time.
SLOW = {"from Debian": pytest.mark.slow}


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=SLOW.get(name, ())) for name in SERVERS]
)
def backend(request: pytest.FixtureRequest, ran_against: list[str]) -> Iterator[Backend]:
    """A server, for all tests."""
    with SERVERS[request.param]() as url:
        connection = connected(url)
        try:
            connection.execute("SET synchronous_commit = off")
            backend = PostgreSQL(connection, request.param)
            ran_against.append(backend.name)
            yield backend
        finally:
            connection.close()


def connected(url: str) -> PostgresqlConnection:
    try:
        return connect(url)
    except psycopg.OperationalError as error:
        pytest.fail(f"No PostgreSQL lets the tests in: {error}", pytrace=False)


@pytest.mark.parametrize("kind", KINDS)
def test_it_answers_as_the_simulated_one(backend: Backend, kind: Kind) -> None:
    check(backend, kind)


@pytest.mark.parametrize("exclusion", PostgreSQL.exclusions, ids=lambda each: each.sentence)
def test_it_refuses_what_the_text_says(backend: Backend, exclusion: Exclusion) -> None:
    check_exclusion(backend, exclusion)
