"""Two relays lock rows for as long as they live, and make an id for each send.

Anomaly: none
"""

from typing import Any

from consistent_messaging.checker import DUPLICATE, LEASE_EXPIRED, Scope
from outbox_shop import LockedRows, Taking, shop


class NewIds(Taking):
    def send(self, key: str, message_id: str) -> None:
        super().send(key, self.context.new_id())

    def run(self, context: Any) -> None:
        self.context = context
        super().run(context)


scenario = shop(database=LockedRows(), processes={"first": NewIds, "second": NewIds})
scope = Scope(("A",), (DUPLICATE, LEASE_EXPIRED), most_faults=1)
