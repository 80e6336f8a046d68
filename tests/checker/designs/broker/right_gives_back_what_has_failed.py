"""A batch of which some messages fail: these come again, and the others are acked.

Nothing recognises a copy here: a message that has failed has left nothing.

Anomaly: none
"""

from typing import Any

from basket import Add, Adds, basket
from consistent_messaging import Throttled
from consistent_messaging.checker import REJECTED, Scope
from consistent_messaging.scenario import Broker


class GivesBack(Adds):
    def handle(self, message: Add, context: Any) -> None:
        try:
            self.basket.add(context.message_id, message.item)
        except Throttled:
            context.nack()


scenario = basket(GivesBack, Broker(batch=2))
scope = Scope(("A", "B"), (REJECTED,), most_faults=2)
