"""Asks at the beginning of a batch which messages are known, and then adds all others.

Anomaly: duplicate
Faults: 1
Two copies of one message are in the same batch.
"""

from typing import Any

from basket import Adds, basket
from consistent_messaging.checker import DUPLICATE, Scope
from consistent_messaging.scenario import Broker


class AsksOnce(Adds):
    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        known = self.basket.known()
        for message, context in batch:
            if context.message_id not in known:
                self.basket.add(context.message_id, message.item)


scenario = basket(AsksOnce, Broker(batch=2))
scope = Scope(("A",), (DUPLICATE,), most_faults=1, consumers=1)
