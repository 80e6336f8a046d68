"""The stores of a scenario on PostgreSQL, in a schema of their own: a table each.

What is sent goes into the table `queue`. Where a receiver checks tokens, what it has handled is in
`downstream`; and what callers were told is in `answers`.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from consistent_messaging.adapters import postgresql
from consistent_messaging.adapters.postgresql.sql_table import Connection, SqlTable
from consistent_messaging.adapters.replay.codec_by_use import CodecByUse
from consistent_messaging.adapters.replay.replayed import NotReplayedHere, Rows, Statement
from consistent_messaging.adapters.replay.statement_log import StatementLog
from consistent_messaging.adapters.replay.table_names import table_names
from consistent_messaging.api import stores as simulated
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.dispatcher import Outlet
from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.simulation.scenario import Scenario

SCHEMA = "consistent_messaging_replay"
ADAPTERS: Mapping[type, type[SqlTable]] = {
    simulated.BlobStore: postgresql.BlobStore,
    simulated.ClaimInbox: postgresql.ClaimInbox,
    simulated.EventStore: postgresql.EventStore,
    simulated.Inbox: postgresql.Inbox,
    simulated.OutboxStore: postgresql.OutboxStore,
    simulated.TokenStore: postgresql.TokenStore,
}
_RESERVED = "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"
_COLUMNS = (
    "SELECT column_name FROM information_schema.columns "
    "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position"
)
_FILL: Mapping[type, Callable[[Any, str, Any], object]] = {  # a record that is there at the start
    simulated.BlobStore: lambda store, key, kept: store.put(key, thaw(kept.document)),
    simulated.ClaimInbox: lambda store, key, kept: store.try_claim(key, kept),
    simulated.EventStore: lambda store, key, kept: store.append(
        key, kept.events, expected_version=0
    ),
    simulated.Inbox: lambda store, key, kept: store.add(key),
    simulated.OutboxStore: lambda store, key, kept: store.put(key, thaw(kept)),
    simulated.TokenStore: lambda store, key, kept: store.create(key),
}


class PostgresqlStores:
    """The tables of a scenario, over a connection in autocommit mode that is theirs alone.

    Everything is in the schema `consistent_messaging_replay`, which `begin()` makes anew: no other
    table of the database is looked at. `stores` are the adapters by the scenario's names; `outlet`
    is where messages are sent, `downstream` keeps what the receiver has handled, and `answers` what
    callers were told. Raises `NotReplayedHere` for a store that PostgreSQL cannot stand in for.
    """

    def __init__(self, scenario: Scenario, connection: Connection) -> None:
        for name, store in scenario.stores.items():
            _check(name, store)
        self._scenario, self._connection = scenario, connection
        self._log, self._codec = StatementLog(connection), CodecByUse()
        inner = {n for n, store in scenario.stores.items() if isinstance(store, Outlet)}
        kept = {n: type(store) for n, store in scenario.stores.items() if n not in inner}
        reserved = {row[0] for row in connection.execute(_RESERVED).fetchall()}
        names = table_names(kept, reserved | {"queue", "downstream", "answers"})
        self._kinds = {n: (ADAPTERS[kind], names[n]) for n, kind in kept.items()}
        self.outlet, self.downstream, self.answers = (
            postgresql.Queue(self._log, self._codec, table)
            for table in ("queue", "downstream", "answers")
        )
        self.stores: dict[str, Any] = dict.fromkeys(inner, self.outlet)
        self.stores |= {n: kind(self._log, self._codec, t) for n, (kind, t) in self._kinds.items()}
        queues = [self.outlet]
        queues += [self.downstream] if scenario.receiver else []
        queues += [self.answers] if scenario.rules.requests else []
        self.queues = tuple(queues)
        self._columns: dict[str, tuple[str, ...]] = {}

    def begin(self) -> None:
        """Make all tables anew, and fill in what the scenario's stores keep at the start."""
        for statement in (
            "SET client_min_messages = warning",
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
            f"CREATE SCHEMA {SCHEMA}",
            f"SET search_path = {SCHEMA}",
        ):
            self._connection.execute(statement)
        for store in self._tables():
            store.create_table()
            rows = self._connection.execute(_COLUMNS, (SCHEMA, store.table)).fetchall()
            self._columns[store.table] = tuple(row[0] for row in rows)
        for name, first in self._scenario.stores.items():
            for key, kept in first.records.items():
                _FILL[type(first)](self.stores[name], key, kept)
        self._log.taken()

    def statements(self) -> tuple[Statement, ...]:
        """Return what has run since the last time."""
        return self._log.taken()

    def records(self) -> dict[str, dict[str, Hashable]]:
        """Return what each store keeps, by its name and by key, frozen."""
        found: dict[str, dict[str, Hashable]] = {name: {} for name in self.stores}
        for name, (kind, table) in self._kinds.items():
            store: Any = kind(self._connection, self._codec, table)
            kept = store.records
            found[name] = {key: _frozen(kept[key]) for key in sorted(kept)}
        return found

    def messages(self, queue: postgresql.Queue) -> list[OutgoingMessage]:
        """Return what is in a queue, in the sequence in which it was sent."""
        return postgresql.Queue(self._connection, self._codec, queue.table).messages

    def tables(self) -> tuple[Rows, ...]:
        """Return all tables as they are now, with every value as text."""
        return tuple(self._rows(store) for store in self._tables())

    def remove(self, name: str, key: str) -> None:
        """Remove a record, as a cleaner does that knows nothing of the handlers."""
        store = self.stores[name]
        first, *_ = self._columns[store.table]
        self._log.execute(f"DELETE FROM {store.table} WHERE {first} = %s", (key,))

    def receive(self, message: OutgoingMessage) -> int:
        """Take a message out of the queue with its exact copies; return how many it were."""
        queue, text = self.outlet.table, self._codec.encode(message)
        gone = f"DELETE FROM {queue} WHERE message = %s::jsonb RETURNING position"
        return len(self._log.execute(gone, (text,)).fetchall())

    def select(self, name: str, key: str) -> tuple[str, tuple[str, ...]]:
        """Return a query for what a store keeps under a key, and its parameters."""
        table, kind = self.stores[name].table, type(self.stores[name])
        if kind is postgresql.BlobStore:
            what = "document"
        elif kind is postgresql.EventStore:
            what = "jsonb_agg(body ORDER BY version)"
        else:
            what = "count(*)"
        return f"SELECT {what} FROM {table} WHERE {self._columns[table][0]} = %s", (key,)

    def as_json(self, value: object) -> str:
        """Return a value as it stands in a column."""
        return self._codec.encode(value)

    def asked(self, query: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Return the rows of a query of one's own."""
        return self._connection.execute(query, tuple(parameters)).fetchall()

    def _tables(self) -> list[Any]:
        kept = [store for name, store in self.stores.items() if name in self._kinds]
        return [*kept, *self.queues]

    def _rows(self, store: SqlTable) -> Rows:
        columns = self._columns[store.table]
        texts = ", ".join(f"{column}::text" for column in columns)
        by = ", ".join(f"{store.table}.{column}" for column in columns[:2])
        rows = self._connection.execute(f"SELECT {texts} FROM {store.table} ORDER BY {by}")
        return Rows(store.table, columns, tuple(map(tuple, rows.fetchall())))


def _check(name: str, store: Any) -> None:
    """Raise `NotReplayedHere` for a store without an adapter, or with a habit PostgreSQL lacks."""
    kind = type(store)
    if isinstance(store, Outlet):
        return
    if kind not in ADAPTERS:
        known = ", ".join(sorted(each.__name__ for each in ADAPTERS))
        raise NotReplayedHere(f"{name} is a {kind.__name__}. There are tables for {known}.")
    if kind is simulated.BlobStore and _has_digests(store):
        raise NotReplayedHere(
            f"{name} makes its etags of the content. On PostgreSQL they come from a sequence, so "
            "none is given twice."
        )


def _has_digests(store: simulated.BlobStore) -> bool:
    """True if a document that is as it once was has its old etag again."""
    tried = deepcopy(store)
    return tried.put("", {}) == tried.put("", {})


def _frozen(record: Any) -> Hashable:
    """Freeze a record; a document keeps its etag beside it."""
    if isinstance(record, simulated.StoredDocument):
        return record
    return freeze(record)
