"""An outbox whose retention removes records after some days, sent or not.

Particular/docs.particular.net #3947

Anomaly: duplicate
Faults: 1
State and record are committed, and the last delivery of the message fails: it is a dead
letter. Retention removes the record, and an operator replays the message: it is handled again. The
fix: remove what was sent, and keep its id.
"""

from typing import Any, ClassVar

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, LOST_ACK, LOST_ANSWER, REJECTED, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Add, Database, Handler, shop


class Retention(Database):
    """An outbox record of a message, or the state; a record is removed after some days."""

    runs_out: ClassVar = {"record ": "any time"}

    def commit(self, message_id: str, item: str) -> Any:
        """Add the item and its outbox record in one transaction, if there is none; return it."""
        self.handle_once(f"record {message_id}", item)
        return self.records[f"record {message_id}"]

    def sent(self, message_id: str) -> None:
        self.mark_sent(f"record {message_id}")


class OnlyWhatWasSent(Retention):
    """Only the content of a record that was sent is removed, and the id stays."""

    runs_out: ClassVar = {"content ": "any time"}

    def sent(self, message_id: str) -> None:
        super().sent(message_id)
        self.records[f"content {message_id}"] = True


class Outbox(Handler):
    def handle(self, message: Add, context: Any) -> None:
        status, item = self.database.commit(context.message_id, message.item)
        if status == "pending":
            self.dispatcher.dispatch([OutgoingMessage(context.message_id, Add(item))])
            self.database.sent(context.message_id)


LIMIT = Broker(most_deliveries=1)
designs = {
    "wrong": shop(Outbox, Retention(), broker=LIMIT),
    "right": shop(Outbox, OnlyWhatWasSent(), broker=LIMIT),
}
scope = Scope(("A", "B"), (REJECTED, CRASH, LOST_ANSWER, LOST_ACK), most_faults=1)
