"""A price that each message replaces. A message of a batch that fails comes again by itself.

Anomaly: out of sequence
Faults: 1
The first fails, the second replaces the price, and then the first comes again.
"""

from typing import Any

from consistent_messaging import Throttled
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker
from prices import NewPrice, Replaces, prices


class GivesBack(Replaces):
    def handle(self, message: NewPrice, context: Any) -> None:
        try:
            super().handle(message, context)
        except Throttled:
            context.nack()


scenario = prices(Broker(fifo_by=lambda message: "price", batch=2), GivesBack)
scope = Scope(("A", "B"), (REJECTED,), most_faults=1)
