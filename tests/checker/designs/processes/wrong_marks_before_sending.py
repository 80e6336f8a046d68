"""The relay marks a row, and then sends it.

Anomaly: lost
Faults: 1
The relay is gone between the two: nobody looks for a row that is marked.
"""

from typing import Any

from consistent_messaging.checker import CRASH, Scope
from outbox_shop import Relay, shop


class MarksFirst(Relay):
    def forward(self, key: str, context: Any) -> None:
        self.database.mark_sent(key)
        self.send(key, f"{key}/added")


scenario = shop(processes={"relay": MarksFirst})
scope = Scope(("A", "B"), (CRASH,), most_faults=1)
