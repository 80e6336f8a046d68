"""A shop asks the bank first, and a reply that finds no order fails: it is delivered again.

Anomaly: none
"""

from typing import Any

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from endpoint_shop import Charge, Placed, Shop, shop


class WaitsForTheOrder(Shop):
    def begin(self, item: str, context: Any) -> None:
        self.send(Charge(item), f"{context.message_id}/charge")
        self.database.place(context.message_id, item)

    def finish(self, order: str, item: str, context: Any) -> None:
        if not self.database.pay(order):
            raise ConcurrencyError("the order is not there yet")
        context.publish(Placed(item), f"{order}/placed")


scenario = shop(WaitsForTheOrder)
scope = Scope(("A",), (CRASH, DUPLICATE, LOST_ANSWER), most_faults=1)
