"""Retention removes outbox records after some days, sent or not.

reported: duplicate, 1 fault
repaired: holds
"""

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, LOST_ACK, LOST_ANSWER, REJECTED, Scope
from consistent_messaging.scenario import Broker
from order_shop import Add, Database, Handler, shop


class Retention(Database):
    """An outbox record of a message, and the items. Some days later, the record is removed."""

    runs_out = {"record ": "any time"}

    def commit(self, message_id, item):
        """Add the item and the outbox record, if there is none; return the record."""
        self.handle_once(f"record {message_id}", item)
        return self.records[f"record {message_id}"]

    def sent(self, message_id):
        self.mark_sent(f"record {message_id}")


class OnlyWhatWasSent(Retention):
    """Only the content of what was sent is removed, and the id stays."""

    runs_out = {"content ": "any time"}

    def sent(self, message_id):
        super().sent(message_id)
        self.records[f"content {message_id}"] = ("content",)


class Outbox(Handler):
    def handle(self, message, context):
        status, item = self.database.commit(context.message_id, message.item)
        if status == "pending":
            self.dispatcher.dispatch([OutgoingMessage(context.message_id, Add(item))])
            self.database.sent(context.message_id)


last_delivery = Broker(most_deliveries=1)
reported = shop(Outbox, Retention(), broker=last_delivery)
repaired = shop(Outbox, OnlyWhatWasSent(), broker=last_delivery)
scope = Scope(("A", "B"), (REJECTED, CRASH, LOST_ANSWER, LOST_ACK), most_faults=1)
