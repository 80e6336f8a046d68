"""A handler with one write, which has no effect if it fails. So it recognises no copy.

Anomaly: duplicate
Faults: 1
The second message of a batch fails, and the first one comes again with it.
"""

from typing import Any

from basket import Add, Adds, basket
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker


class AddsAlways(Adds):
    def handle(self, message: Add, context: Any) -> None:
        self.basket.add(context.message_id, message.item)


scenario = basket(AddsAlways, Broker(batch=2))
scope = Scope(("A", "B"), (REJECTED,), most_faults=1)
