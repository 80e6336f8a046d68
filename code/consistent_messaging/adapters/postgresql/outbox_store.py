"""Outgoing messages on PostgreSQL: a row for each transaction."""

from collections.abc import Hashable, Sequence

from consistent_messaging.adapters.postgresql.sql_table import SqlTable
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.frozen_values import freeze


class OutboxStore(SqlTable):
    """One record for each transaction: the messages that it wants to send."""

    default_name = "outbox"
    columns = "transaction_id text PRIMARY KEY, messages jsonb NOT NULL"

    @property
    def records(self) -> dict[str, Hashable]:
        """All records by transaction, as the simulated store keeps them."""
        rows = self._all(f"SELECT transaction_id, messages::text FROM {self.table}")
        return {name: freeze(self._codec.decode(messages)) for name, messages in rows}

    def put(self, transaction_id: str, messages: Sequence[OutgoingMessage]) -> None:
        """Write the record, over one that is there."""
        self._execute(
            f"INSERT INTO {self.table} VALUES (%s, %s) "
            "ON CONFLICT (transaction_id) DO UPDATE SET messages = excluded.messages",
            transaction_id,
            self._codec.encode(list(messages)),
        )

    def get(self, transaction_id: str) -> list[OutgoingMessage] | None:
        """Return the messages of the record, or None."""
        row = self._one(
            f"SELECT messages::text FROM {self.table} WHERE transaction_id = %s", transaction_id
        )
        return self._codec.decode(row[0]) if row else None

    def delete(self, transaction_id: str) -> None:
        """Remove the record, if it is there."""
        self._execute(f"DELETE FROM {self.table} WHERE transaction_id = %s", transaction_id)
