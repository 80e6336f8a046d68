"""A handler writes and then sends, and its dead letters may stay.

Anomaly: lost
Faults: 2
Both deliveries fail, one of them after the write. What is written stays; nobody hears of it.
"""

from typing import Any

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Add, Handler, shop


class WritesAndSends(Handler):
    def handle(self, message: Add, context: Any) -> None:
        super().handle(message, context)
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, message)])


scenario = shop(WritesAndSends, broker=Broker(most_deliveries=2, dead_letters="may stay"))
scope = Scope(("A", "B"), (REJECTED,), most_faults=2)
