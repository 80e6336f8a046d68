"""All tables of one endpoint: those of its stores, the queue that it handles, the one it fills."""

from collections.abc import Mapping
from typing import Any

from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.adapters.postgresql.blob_store import BlobStore
from consistent_messaging.adapters.postgresql.claim_inbox import ClaimInbox
from consistent_messaging.adapters.postgresql.event_store import EventStore
from consistent_messaging.adapters.postgresql.inbox import Inbox
from consistent_messaging.adapters.postgresql.outbox_store import OutboxStore
from consistent_messaging.adapters.postgresql.queue import Queue
from consistent_messaging.adapters.postgresql.sql_table import Connection, SqlTable
from consistent_messaging.adapters.postgresql.table import Table
from consistent_messaging.adapters.postgresql.token_store import TokenStore
from consistent_messaging.api.dispatcher import Dispatcher, Outlet
from consistent_messaging.api.frozen_values import thaw
from consistent_messaging.api.stores import Table as SimulatedTable
from consistent_messaging.api.stores import TableSession

KINDS: dict[str, type[SqlTable]] = {
    kind.__name__: kind
    for kind in (BlobStore, ClaimInbox, EventStore, Inbox, OutboxStore, Table, TokenStore)
}


class EndpointTables:
    """The stores of a scenario on PostgreSQL, with two queues: `incoming` and `published`.

    `simulated` are the scenario's stores by name. Each becomes a table of that name, and an
    `Outlet` the queue `published`.
    """

    def __init__(
        self, connection: Connection, codec: JsonCodec, simulated: Mapping[str, object]
    ) -> None:
        self.incoming = Queue(connection, codec, "incoming")
        self.published = Queue(connection, codec, "published")
        self.stores: dict[str, Any] = {
            name: _kind_of(store)(connection, codec, name, **_options_of(store))
            for name, store in simulated.items()
            if not isinstance(store, Outlet)
        }
        self._ports = tuple(simulated)

    def create(self) -> None:
        """Make the tables that are not there yet."""
        for table in (self.incoming, self.published, *self.stores.values()):
            table.create_table()

    def ports(self) -> list[Any]:
        """Return what the scenario's handler takes, in its sequence; new ones for each handler."""
        return [self._port(name) for name in self._ports]

    def _port(self, name: str) -> Any:
        if name not in self.stores:
            return Dispatcher(self.published)
        store = self.stores[name]
        if isinstance(store, Table):
            return TableSession(store, isolation=store.isolation)  # type: ignore[arg-type]  # as above
        return store

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """What the stores keep, by name and by key, as a lesson's `state_in` reads it."""
        return {name: _records_of(store) for name, store in self.stores.items()}


def _records_of(store: Any) -> dict[str, Any]:
    """Return what a store keeps, by key; a row of a table is a dict, as in a check."""
    if isinstance(store, Table):
        return {key: thaw(row.value) for key, row in store.records.items()}
    return dict(store.records)


def _kind_of(store: object) -> type[SqlTable]:
    name = type(store).__name__
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise TypeError(f"There is no {name} on PostgreSQL yet. These are there: {known}.")
    return KINDS[name]


def _options_of(store: object) -> dict[str, Any]:
    return {"isolation": store.isolation} if isinstance(store, SimulatedTable) else {}
