"""A consumer outbox: the consumer receives, consumes and delivers; a relay delivers what it left.

A cleaner strips what was delivered to its id, so that copies are still recognised.

Anomaly: none
"""

from typing import Any

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK, Scope
from outbox_shop import Add, Cleaner, Database, Handler, Relay, shop


class ConsumerOutbox(Database):
    def receive(self, message_id: str) -> Any:
        """Return the status of a message; a new row if there is none."""
        return self.records.setdefault(message_id, ("received", ""))[0]

    def consume(self, message_id: str, item: str) -> None:
        """Add the item and fill the row, in one transaction, if nobody has."""
        if self.records[message_id][0] == "received":
            del self.records[message_id]
            self.handle_once(message_id, item)

    def mark_sent(self, message_id: str) -> None:
        if self.records[message_id][0] == "pending":
            super().mark_sent(message_id)

    def remove(self, message_id: str) -> None:
        self.records[message_id] = ("done", "")


class Delivers(Relay):
    """Sends a row only as long as it is pending: the cleaner may have stripped it."""

    def send(self, key: str, message_id: str) -> None:
        status, item = self.database.get(key)
        if status == "pending":
            self.dispatcher.dispatch([OutgoingMessage(message_id, Add(item))])


class Consumer(Handler):
    def handle(self, message: Add, context: Any) -> None:
        status = self.database.receive(context.message_id)
        if status == "received":
            self.database.consume(context.message_id, message.item)
        if status in ("received", "pending"):
            Delivers(self.database, self.dispatcher).forward(context.message_id, context)


scenario = shop(Consumer, ConsumerOutbox(), processes={"relay": Delivers, "cleaner": Cleaner})
scope = Scope(("A", "B"), (CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK), most_faults=1)
