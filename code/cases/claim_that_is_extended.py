"""A processor holds a claim that runs out, and extends it without asking whose it is.

reported: duplicate, 0 faults
repaired: holds
"""

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from order_shop import Database, Handler, Relay, shop


class Log(Database):
    """Events to be handled, and the claim of the processor that handles them."""

    runs_out = {"claim": "any time"}

    def log(self, message_id, item):
        if message_id not in self.records:
            self.records[message_id] = ("event", item)

    def claim(self, owner):
        return self.records.setdefault("claim", ("claimed", owner)) == ("claimed", owner)

    def extend(self, owner):
        self.records["claim"] = ("claimed", owner)

    def apply(self, message_id, item, owner=""):
        """Handle an event; with an owner, only if the claim is still the owner's."""
        if not owner or self.records.get("claim") == ("claimed", owner):
            self.records.pop(message_id, None)
            self.handle_once(message_id, item)

    def release(self, owner):
        if self.records.get("claim") == ("claimed", owner):
            del self.records["claim"]


class Logs(Handler):
    def handle(self, message, context):
        self.database.log(context.message_id, message.item)


class Processor(Relay):
    def run(self, context):
        events, owner = self.database.find("event"), context.new_id()
        if events and self.database.claim(owner):
            row = self.database.get(events[0])
            if row[0] == "event":
                self.work(events[0], row[1], owner)
            self.database.release(owner)

    def work(self, key, item, owner):
        self.database.extend(owner)
        self.database.apply(key, item)


class AsksWhose(Processor):
    def work(self, key, item, owner):
        self.database.apply(key, item, owner)


def processed(processor):
    processes = {"first": processor, "second": processor, "relay": Relay}
    return shop(Logs, Log(), processes=processes)


reported = processed(Processor)
repaired = processed(AsksWhose)
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
