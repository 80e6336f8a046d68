"""A circuit breaker stores a message under one status; the sweeper looks for another.

reported: lost, 1 fault
repaired: holds
"""

from consistent_messaging import Throttled
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, REJECTED, Scope
from order_shop import Database, Handler, Relay, shop


class Inbox(Database):
    def receive(self, message_id, item):
        """Store an incoming row; return False if there is one."""
        new = message_id not in self.records
        if new:
            self.records[message_id] = ("incoming", item)
        return new

    def park(self, message_id):
        if self.records[message_id][0] == "incoming":
            self.records[message_id] = ("parked", self.records[message_id][1])

    def apply(self, message_id):
        """Handle an incoming row."""
        status, item = self.records[message_id]
        if status == "incoming":
            del self.records[message_id]
            self.handle_once(message_id, item)


class Breaker(Handler):
    """If the database refuses work, the breaker opens, and the row waits for the sweeper."""

    def handle(self, message, context):
        if not self.database.receive(context.message_id, message.item):
            return  # a copy
        try:
            self.database.apply(context.message_id)
        except Throttled:
            self.park(context.message_id)
            raise

    def park(self, message_id):
        self.database.park(message_id)


class OneStatus(Breaker):
    def park(self, message_id):
        """Leave the row as it is: incoming."""


class Sweeper(Relay):
    def run(self, context):
        for key in self.database.find("incoming"):
            self.database.apply(key)


processes = {"sweeper": Sweeper, "relay": Relay}
reported = shop(Breaker, Inbox(), processes=processes)
repaired = shop(OneStatus, Inbox(), processes=processes)
scope = Scope(("A", "B"), (REJECTED, CRASH, DUPLICATE, LOST_ANSWER), most_faults=1)
