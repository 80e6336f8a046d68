"""A durable inbox with a circuit breaker, and a sweeper that recovers rows of one status.

JasperFx/wolverine #3680

Anomaly: lost
Faults: 1
The breaker is open, so the row is stored under another status, and the message is not acked. It
comes again: the row exists, so it is acked and dropped. The sweeper looks for the other status.
The fix: store it under the status that the sweeper looks for.
"""

from typing import Any

from consistent_messaging import Throttled
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, REJECTED, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Inbox(Database):
    def receive(self, message_id: str, item: str) -> bool:
        """Store an incoming row; False if there is one."""
        new = message_id not in self.records
        if new:
            self.records[message_id] = ("incoming", item)
        return new

    def park(self, message_id: str) -> None:
        if self.records[message_id][0] == "incoming":
            self.records[message_id] = ("parked", self.records[message_id][1])

    def apply(self, message_id: str) -> None:
        """Handle an incoming row: add the item and leave an outbox row, in one transaction."""
        status, item = self.records[message_id]
        if status == "incoming":
            del self.records[message_id]
            self.handle_once(message_id, item)


class Breaker(Handler):
    """Where the database refuses work, the breaker opens; the row waits for the sweeper."""

    def handle(self, message: Add, context: Any) -> None:
        if not self.database.receive(context.message_id, message.item):
            return
        try:
            self.database.apply(context.message_id)
        except Throttled:
            self.park(context.message_id)
            raise

    def park(self, message_id: str) -> None:
        self.database.park(message_id)


class OneStatus(Breaker):
    def park(self, message_id: str) -> None:
        """Leave it to the sweeper as it is."""


class Sweeper(Relay):
    def run(self, context: Any) -> None:
        for key in self.database.find("incoming"):
            self.database.apply(key)


def inbox(handler: Any) -> Any:
    return shop(handler, Inbox(), processes={"sweeper": Sweeper, "relay": Relay})


designs = {"wrong": inbox(Breaker), "right": inbox(OneStatus)}
scope = Scope(("A", "B"), (REJECTED, CRASH, DUPLICATE, LOST_ANSWER), most_faults=1)
