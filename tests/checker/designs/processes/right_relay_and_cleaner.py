"""A relay, and a cleaner that strips what was sent to its id: the inbox that finds copies.

Anomaly: none
"""

from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, LOST_ANSWER, Scope
from outbox_shop import Cleaner, Database, Relay, shop


class Stripping(Database):
    def remove(self, message_id: str) -> None:
        self.records[message_id] = ("done", "")


scenario = shop(database=Stripping(), processes={"relay": Relay, "cleaner": Cleaner})
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE, LEASE_EXPIRED), most_faults=2)
