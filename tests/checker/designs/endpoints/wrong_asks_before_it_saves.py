"""A shop asks the bank before its order is saved; a reply that finds no order is dropped.

Anomaly: lost
Faults: 0
The reply comes before the order is there. Then the order is saved, and waits for ever.
"""

from typing import Any

from consistent_messaging.checker import CRASH, Scope
from endpoint_shop import Charge, Shop, shop


class AsksFirst(Shop):
    def begin(self, item: str, context: Any) -> None:
        self.send(Charge(item), f"{context.message_id}/charge")
        self.database.place(context.message_id, item)


scenario = shop(AsksFirst)
scope = Scope(("A",), (CRASH,), most_faults=1)
