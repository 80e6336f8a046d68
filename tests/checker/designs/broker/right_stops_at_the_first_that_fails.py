"""A price that each message replaces. A batch is given back from the first failure on.

Anomaly: none
"""

from typing import Any

from consistent_messaging import Throttled
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker
from prices import Replaces, prices


class Stops(Replaces):
    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        has_failed = False
        for message, context in batch:
            try:
                has_failed or self.handle(message, context)
            except Throttled:
                has_failed = True
            if has_failed:
                context.nack()


scenario = prices(Broker(fifo_by=lambda message: "price", batch=2), Stops)
scope = Scope(("A", "B"), (REJECTED,), most_faults=2)
