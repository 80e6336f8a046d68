"""A processor holds a claim that runs out, and extends it without asking whose it is by now.

AxonIQ/AxonFramework #422

Anomaly: duplicate
Faults: 0
A processor claims and is slow; the claim runs out; another claims and handles; the first extends,
and handles too. The fix: the owner is a condition in the transaction of the effect.
"""

from typing import Any, ClassVar

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from outbox_shop import Add, Database, Handler, Relay, shop


class Log(Database):
    """Events to be handled, and the claim of the processor that handles them."""

    runs_out: ClassVar = {"claim": "any time"}

    def log(self, message_id: str, item: str) -> None:
        if message_id not in self.records:
            self.records[message_id] = ("event", item)

    def claim(self, owner: str) -> bool:
        return self.records.setdefault("claim", ("claimed", owner)) == ("claimed", owner)

    def extend(self, owner: str) -> None:
        self.records["claim"] = ("claimed", owner)

    def apply(self, message_id: str, item: str, owner: str = "") -> None:
        """Add the item of an event; with an owner, only if the claim is still the owner's."""
        if not owner or self.records.get("claim") == ("claimed", owner):
            self.records.pop(message_id, None)
            self.handle_once(message_id, item)

    def release(self, owner: str) -> None:
        if self.records.get("claim") == ("claimed", owner):
            del self.records["claim"]


class Logs(Handler):
    def handle(self, message: Add, context: Any) -> None:
        self.database.log(context.message_id, message.item)


class Processor(Relay):
    """Handles the first event that there is."""

    def run(self, context: Any) -> None:
        events = self.database.find("event")
        owner = context.new_id()
        if events and self.database.claim(owner):
            row = self.database.get(events[0])
            if row[0] == "event":
                self.database.extend(owner)
                self.apply(events[0], row[1], owner)
            self.database.release(owner)

    def apply(self, key: str, item: str, owner: str) -> None:
        self.database.apply(key, item)


class AsksWhose(Processor):
    def run(self, context: Any) -> None:
        events = self.database.find("event")
        owner = context.new_id()
        if events and self.database.claim(owner):
            row = self.database.get(events[0])
            if row[0] == "event":
                self.database.apply(events[0], row[1], owner)
            self.database.release(owner)


def processed(processor: Any) -> Any:
    return shop(Logs, Log(), processes={"first": processor, "second": processor, "relay": Relay})


designs = {"wrong": processed(Processor), "right": processed(AsksWhose)}
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
