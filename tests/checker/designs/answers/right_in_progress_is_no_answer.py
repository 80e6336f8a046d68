"""Notes that a request is in progress; who asks meanwhile is told nothing, and asks again.

The note runs out some time, so that a crash does not lock the request forever. For this reason the
charge itself has the key as well.

Anomaly: none
"""

from typing import Any, ClassVar

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ACK, Scope
from payments import Account, Paid, Part, Pay, payments


class WithNotes(Account):
    runs_out: ClassVar = {"note:": "any time"}

    def begin(self, key: str) -> bool:
        """Note that a request is in progress, unless somebody has."""
        is_new = f"note:{key}" not in self.records
        self.records[f"note:{key}"] = "in progress"
        return is_new


class Pays(Part):
    def handle(self, message: Pay, context: Any) -> Paid:
        known = self.account.get(context.message_id)
        if known is None:
            if not self.account.begin(context.message_id):
                raise ConcurrencyError("in progress")
            known = self.account.charge_once(context.message_id, message.order)
        return Paid(known)


scenario = payments(Pays, WithNotes())
scope = Scope(("A", "B"), (CRASH, LOST_ACK, DUPLICATE), most_faults=1)
