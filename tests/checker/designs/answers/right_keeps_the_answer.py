"""Charges and keeps the answer in one transaction. A caller who asks again gets that answer.

Anomaly: none
"""

from typing import Any

from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ACK, Scope
from payments import Paid, Part, Pay, payments


class Pays(Part):
    def handle(self, message: Pay, context: Any) -> Paid:
        return Paid(self.account.charge_once(context.message_id, message.order))


scenario = payments(Pays)
scope = Scope(("A", "B"), (CRASH, LOST_ACK, DUPLICATE, LEASE_EXPIRED), most_faults=2)
