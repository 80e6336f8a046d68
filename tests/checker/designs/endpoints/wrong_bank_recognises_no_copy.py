"""A bank takes the money for each delivery of a request.

Anomaly: duplicate
Faults: 1
The request is delivered again, because its ack was lost.
"""

from typing import Any

from consistent_messaging.checker import LOST_ACK, Scope
from endpoint_shop import Bank, Charge, shop


class Withdraws(Bank):
    def handle(self, message: Charge, context: Any) -> None:
        self.database.withdraw(context.message_id)
        self.reply(message.item, context)


scenario = shop(bank=Withdraws)
scope = Scope(("A",), (LOST_ACK,), most_faults=1)
