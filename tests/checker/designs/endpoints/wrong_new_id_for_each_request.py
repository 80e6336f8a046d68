"""A shop gives each request an id of its own, and the bank recognises copies by their ids.

Anomaly: duplicate
Faults: 1
The order comes again, so there are two requests, and the bank takes the money for both.
"""

from typing import Any

from consistent_messaging.checker import DUPLICATE, Scope
from endpoint_shop import Charge, Shop, shop


class NewIds(Shop):
    def begin(self, item: str, context: Any) -> None:
        self.database.place(context.message_id, item)
        context.publish(Charge(item), f"{context.message_id}/{context.new_id()}")


scenario = shop(NewIds)
scope = Scope(("A",), (DUPLICATE,), most_faults=1)
