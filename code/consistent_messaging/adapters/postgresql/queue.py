"""A queue on PostgreSQL: at least once, with a lease for each delivery.

Whoever receives a message has it until the lease runs out; nobody else gets it meanwhile, and rows
that others hold are passed over (`SKIP LOCKED`). Acked within the lease it is gone. Else it comes
again.
"""

from dataclasses import dataclass

from consistent_messaging.adapters.postgresql.sql_table import SqlTable
from consistent_messaging.api.context import OutgoingMessage


@dataclass(frozen=True)
class Delivery:
    """One delivery of a message: which it is, and what is in it."""

    position: int
    """Where the message stands in the queue."""

    count: int
    """How often it was delivered, this time included."""

    message: OutgoingMessage
    """The message itself."""


class Queue(SqlTable):
    """Sends, receives and acks; `Dispatcher(queue)` dispatches to it."""

    default_name = "queue"
    columns = (
        "position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message jsonb NOT NULL, "
        "deliveries int NOT NULL DEFAULT 0, leased_until timestamptz NOT NULL DEFAULT now()"
    )

    def send(self, message: OutgoingMessage) -> None:
        """Put one message in."""
        if not isinstance(message, OutgoingMessage):
            raise TypeError(f"dispatch takes OutgoingMessage(message_id, body), not {message!r}")
        text = self._codec.encode(message)
        self._execute(f"INSERT INTO {self.table} (message) VALUES (%s)", text)

    def receive(self, lease_seconds: float = 30.0) -> Delivery | None:
        """Return the next message that nobody has, for the length of the lease; None if none."""
        row = self._one(
            f"UPDATE {self.table} SET deliveries = deliveries + 1, "
            "leased_until = clock_timestamp() + make_interval(secs => %s) "
            f"WHERE position = (SELECT position FROM {self.table} "
            "WHERE leased_until <= clock_timestamp() "
            "ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED) "
            "RETURNING position, deliveries, message::text",
            lease_seconds,
        )
        return Delivery(row[0], row[1], self._codec.decode(row[2])) if row else None

    def ack(self, delivery: Delivery) -> bool:
        """Remove the message, unless it was delivered again; return whether it was removed."""
        row = self._one(
            f"DELETE FROM {self.table} WHERE position = %s AND deliveries = %s RETURNING position",
            delivery.position,
            delivery.count,
        )
        return row is not None

    def release(self, delivery: Delivery) -> bool:
        """Give the message back before the lease runs out; return whether it was still held."""
        row = self._one(
            f"UPDATE {self.table} SET leased_until = clock_timestamp() "
            "WHERE position = %s AND deliveries = %s AND leased_until > clock_timestamp() "
            "RETURNING position",
            delivery.position,
            delivery.count,
        )
        return row is not None

    @property
    def messages(self) -> list[OutgoingMessage]:
        """All that is in it, in the sequence in which it was sent."""
        rows = self._all(f"SELECT message::text FROM {self.table} ORDER BY position")
        return [self._codec.decode(message) for (message,) in rows]
