"""A handler locks the order, and the lock is a session's: it goes when the session does.

Anomaly: none
"""

from typing import Any, ClassVar

from consistent_messaging import ConcurrencyError
from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ANSWER, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Session(Database):
    runs_out: ClassVar = {"lock": "with its holder"}

    def lock(self, owner: str) -> None:
        if "lock" in self.records:
            raise ConcurrencyError("the order is locked")
        self.records["lock"] = ("locked", owner)


class Locks(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.lock(context.new_id())
        super().handle(message, context)
        self.database.remove("lock")


scenario = shop(Locks, Session(), processes={"relay": Relay})
scope = Scope(("A", "B"), (CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ANSWER), most_faults=1)
