"""A shop asks for the money and the bank for its receipt: each answer is a new question.

Anomaly: stuck
Faults: 0
Both send the same two messages for ever, so nothing comes to rest.
"""

from typing import Any

from consistent_messaging.checker import Scope
from endpoint_shop import Charge, Shop, shop


class AsksAgain(Shop):
    def finish(self, order: str, item: str, context: Any) -> None:
        super().finish(order, item, context)
        context.publish(Charge(item), f"{order}/charge")


scenario = shop(AsksAgain)
scope = Scope(("A",))
