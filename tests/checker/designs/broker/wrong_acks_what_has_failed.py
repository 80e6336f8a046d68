"""A loop over a batch that logs what fails and goes on. The ack is for the whole batch.

Anomaly: lost
Faults: 1
"""

from typing import Any

from basket import Adds, basket
from consistent_messaging import Throttled
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker


class LogsAndGoesOn(Adds):
    def handle_batch(self, batch: list[tuple[Any, Any]]) -> None:
        for message, context in batch:
            try:
                self.handle(message, context)
            except Throttled as problem:
                print(context.message_id, problem)


scenario = basket(LogsAndGoesOn, Broker(batch=2))
scope = Scope(("A", "B"), (REJECTED,), most_faults=1)
