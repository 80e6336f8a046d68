"""Refuses a request that was paid already. The caller whose answer was lost hears no other one.

Anomaly: contradictory
Faults: 1
"""

from dataclasses import dataclass
from typing import Any

from consistent_messaging.checker import LOST_ACK, Scope
from payments import Paid, Part, Pay, payments


@dataclass(frozen=True)
class Refused:
    order: str


class Pays(Part):
    def handle(self, message: Pay, context: Any) -> Paid | Refused:
        if self.account.get(context.message_id):
            return Refused(message.order)
        return Paid(self.account.charge_once(context.message_id, message.order))


scenario = payments(Pays)
scope = Scope(("A", "B"), (LOST_ACK,), most_faults=1)
