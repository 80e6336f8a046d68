"""A message that no attempt can handle is replayed again and again.

Anomaly: stuck
Faults: 0
"""

from typing import Any

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import Scope
from consistent_messaging.scenario import Broker
from outbox_shop import Add, Handler, Relay, shop


class SoldOut(Handler):
    def handle(self, message: Add, context: Any) -> None:
        if message.item == "apple":
            raise ConcurrencyError("no apple is left")
        super().handle(message, context)


scenario = shop(SoldOut, processes={"relay": Relay}, broker=Broker(most_deliveries=2))
scope = Scope(("A", "B"))
