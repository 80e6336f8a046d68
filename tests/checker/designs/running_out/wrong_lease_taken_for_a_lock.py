"""Two relays share rows by leases, and trust that nobody else has a row as long as they have.

Anomaly: duplicate
Faults: 0
The lease is over while its holder sends, and the other sends as well, under an id of its own.
"""

from typing import Any

from consistent_messaging.checker import Scope
from outbox_shop import LeasedRows, Taking, shop


class NewIds(Taking):
    def send(self, key: str, message_id: str) -> None:
        super().send(key, self.context.new_id())

    def run(self, context: Any) -> None:
        self.context = context
        super().run(context)


scenario = shop(database=LeasedRows(), processes={"first": NewIds, "second": NewIds})
scope = Scope(("A",))
