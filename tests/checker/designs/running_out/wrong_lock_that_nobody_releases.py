"""A handler locks the order by a row that stays until it is removed.

Anomaly: stuck
Faults: 1
It is gone before it has removed the row. A lock that goes with its holder would not stay.
"""

from typing import Any

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Lockable(Database):
    def lock(self, owner: str) -> None:
        if "lock" in self.records:
            raise ConcurrencyError("the order is locked")
        self.records["lock"] = ("locked", owner)


class Locks(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.lock(context.new_id())
        super().handle(message, context)
        self.database.remove("lock")


scenario = shop(Locks, Lockable(), processes={"relay": Relay})
scope = Scope(("A", "B"), (CRASH,), most_faults=1)
