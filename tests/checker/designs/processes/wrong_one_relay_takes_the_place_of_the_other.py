"""Two relays share the rows by taking them: a row that is taken is the taker's, for ever.

Anomaly: lost
Faults: 1
One of them is gone with a row in its hands, and the other leaves it alone.
"""

from typing import Any

from consistent_messaging.checker import CRASH, Scope
from outbox_shop import Database, Relay, shop


class Taken(Database):
    def take(self, message_id: str) -> bool:
        free = self.records[message_id][0] == "pending"
        if free:
            self.records[message_id] = ("taken", self.records[message_id][1])
        return free


class Takes(Relay):
    def forward(self, key: str, context: Any) -> None:
        if self.database.take(key):
            super().forward(key, context)


scenario = shop(database=Taken(), processes={"first": Takes, "second": Takes})
scope = Scope(("A",), (CRASH,), most_faults=1)
