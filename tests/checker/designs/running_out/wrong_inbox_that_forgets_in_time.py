"""The ids of handled messages are kept for some days.

Anomaly: duplicate
Faults: 1
The broker keeps a copy for longer.
"""

from typing import Any, ClassVar

from consistent_messaging.checker import DUPLICATE, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Forgetful(Database):
    runs_out: ClassVar = {"seen:": "any time"}

    def handle_for_days(self, message_id: str, item: str) -> None:
        if f"seen:{message_id}" not in self.records:
            self.records.pop(message_id, None)
            self.records[f"seen:{message_id}"] = ("seen", message_id)
            self.handle_once(message_id, item)


class Remembers(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.handle_for_days(context.message_id, message.item)


scenario = shop(Remembers, Forgetful(), processes={"relay": Relay})
scope = Scope(("A",), (DUPLICATE,), most_faults=1)
