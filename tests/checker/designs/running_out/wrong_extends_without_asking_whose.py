"""A handler extends its lease on the order before it writes, without asking whose it is by now.

Anomaly: duplicate
Faults: 1
The lease is over and another attempt has it; then both extend it, and both write.
"""

from typing import Any, ClassVar

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import LEASE_EXPIRED, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Leased(Database):
    runs_out: ClassVar = {"lease": "any time"}

    def take(self, owner: str) -> None:
        if "lease" in self.records:
            raise ConcurrencyError("somebody has the order")
        self.records["lease"] = ("leased", owner)

    def extend(self, owner: str) -> None:
        self.records["lease"] = ("leased", owner)

    def add(self, message_id: str, item: str) -> None:
        self.records.pop(message_id, None)
        self.handle_once(message_id, item)


class Extends(Handler):
    def handle(self, message: Add, context: Any) -> None:
        owner = context.new_id()
        self.database.take(owner)
        if self.database.get(context.message_id) is None:
            self.database.extend(owner)
            self.database.add(context.message_id, message.item)
        self.database.remove("lease")


scenario = shop(Extends, Leased(), processes={"relay": Relay})
scope = Scope(("A",), (LEASE_EXPIRED,), most_faults=1)
