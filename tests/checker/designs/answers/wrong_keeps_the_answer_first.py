"""Keeps the answer before it charges. After a crash, who asks again is told of a charge.

Anomaly: ghost
Faults: 1
"""

from typing import Any

from consistent_messaging.checker import CRASH, Scope
from payments import Paid, Part, Pay, payments


class Pays(Part):
    def handle(self, message: Pay, context: Any) -> Paid:
        known = self.account.get(context.message_id)
        if known is None:
            self.account.put(context.message_id, message.order)
            self.account.charge(message.order)
        return Paid(known or message.order)


scenario = payments(Pays)
scope = Scope(("A", "B"), (CRASH,), most_faults=1)
