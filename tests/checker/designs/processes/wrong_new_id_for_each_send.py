"""The relay makes an id when it sends.

Anomaly: duplicate
Faults: 1
It is gone before it has marked the row, and sends it in its next round under another id.
"""

from typing import Any

from consistent_messaging.checker import CRASH, Scope
from outbox_shop import Relay, shop


class NewIds(Relay):
    def forward(self, key: str, context: Any) -> None:
        self.send(key, context.new_id())
        self.database.mark_sent(key)


scenario = shop(processes={"relay": NewIds})
scope = Scope(("A", "B"), (CRASH,), most_faults=1)
