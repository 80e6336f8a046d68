"""A saga sends a request before its own state is saved; a reply that finds no saga is dropped.

rebus-org/Rebus #958, MassTransit/MassTransit #1005

Anomaly: lost
Faults: 0
The request is sent, and the reply comes: there is no saga, so it is dropped. Then the saga is
saved, and waits for ever. The fix: save first, and send then.
"""

from typing import Any

from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from endpoint_shop import Charge, Shop, shop


class SendsFirst(Shop):
    def begin(self, item: str, context: Any) -> None:
        self.send(Charge(item), f"{context.message_id}/charge")
        self.database.place(context.message_id, item)


designs = {"wrong": shop(SendsFirst), "right": shop(Shop)}
scope = Scope(("A",), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=2)
