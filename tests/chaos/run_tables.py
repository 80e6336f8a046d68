"""The tables of a run on PostgreSQL: two queues, and one for each store of the scenario.

Every run has a schema of its own, which is dropped at its end. Commits do not wait for the disk:
processes are killed here, and the server is not.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from consistent_messaging import Dispatcher, OutgoingMessage
from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.postgresql import EndpointTables, Queue
from consistent_messaging.adapters.postgresql.connection import PostgresqlConnection, connect
from course_notebooks.endpoint import KINDS
from designs import Loaded
from psycopg import sql
from psycopg.conninfo import make_conninfo

SCHEMA = "consistent_messaging_chaos"

type Count = Callable[[str], None]


@contextmanager
def schema(url: str) -> Iterator[None]:
    """Make an empty schema for a run, and drop it in the end."""
    drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(drop)


def connected(url: str) -> closing[PostgresqlConnection]:
    """Return a connection to the schema of the run; it is closed where `with` ends."""
    options = f"-c search_path={SCHEMA} -c synchronous_commit=off"
    return closing(connect(make_conninfo(url, options=options)))


class Tables:
    """The tables of a run over one connection.

    `handled` is what the next endpoint has handled, if it checks tokens.
    """

    def __init__(self, connection: PostgresqlConnection, world: Loaded) -> None:
        self.connection, self._checks_tokens = connection, bool(world.scenario.receiver)
        self.codec = JsonCodec(*world.types)
        self.endpoint = EndpointTables(connection, self.codec, world.scenario.stores)
        self.incoming, self.published = self.endpoint.incoming, self.endpoint.published
        self.handled = Queue(connection, self.codec, "handled")

    def create(self) -> None:
        """Make all tables."""
        self.endpoint.create()
        self.handled.create_table()

    @property
    def arrived(self) -> list[OutgoingMessage]:
        """What has arrived at the next endpoint; if it checks tokens, what it has handled."""
        return (self.handled if self._checks_tokens else self.published).messages

    def ports(self, count: Count) -> list[Any]:
        """Return what the scenario's handler takes; `count(kind)` is called before each call."""
        outlet = self.outlet(count)
        return [
            Dispatcher(outlet) if isinstance(port, Dispatcher) else Counted(port, count)
            for port in self.endpoint.ports()
        ]

    def outlet(self, count: Count) -> Any:
        """Return the queue of the next endpoint; `count("send")` is called before each send."""
        return Counted(self.published, count)

    def rows(self) -> dict[str, int]:
        """Return how many rows each table has."""
        names = ("incoming", "published", *self.endpoint.stores)
        return {name: self._number_of(name) for name in names}

    def _number_of(self, table: str) -> int:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0


class Counted:
    """Stands for a store: it has the store's methods, and counts them by kind."""

    def __init__(self, store: Any, count: Count) -> None:
        self._store, self._count = store, count

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._store, operation)
        [kind] = [kind for kind, operations in KINDS.items() if operation in operations]

        def counted(*arguments: Any, **keywords: Any) -> Any:
            self._count(kind)
            return method(*arguments, **keywords)

        return counted
