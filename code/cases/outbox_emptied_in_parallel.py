"""Several relays empty one outbox in parallel.

reported: out of sequence, 0 faults
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Rules, Scenario
from order_shop import Add


@dataclass(frozen=True)
class Event:
    """The first or the second event of an order."""

    number: int
    item: str


class Rows:
    """The rows of the outbox, and which relay has which."""

    runs_out = {"lock": "with its holder"}

    def __init__(self):
        self.records = {}

    def insert(self, message_id):
        if message_id not in self.records:
            self.records[message_id] = True
            self.records |= {f"row {n}": "pending" for n in (1, 2)}

    def take(self, owner):
        """Lock and return the first row that is pending and that nobody has locked."""
        for key, status in sorted(self.records.items()):
            if status == "pending" and f"lock {key}" not in self.records:
                self.records[f"lock {key}"] = owner
                return key
        return None

    def take_in_sequence(self, owner):
        """Lock the whole order, if nobody has, and return the first row that is pending."""
        pending = [key for key, status in sorted(self.records.items()) if status == "pending"]
        if not pending or "lock" in self.records:
            return None
        self.records["lock"] = owner
        return pending[0]

    def sent(self, key):
        self.records[key] = "sent"
        self.records.pop(f"lock {key}", None)
        self.records.pop("lock", None)


class Handler:
    def __init__(self, rows, dispatcher):
        self.rows, self.dispatcher = rows, dispatcher

    def handle(self, message, context):
        self.rows.insert(context.message_id)


class Relay(Handler):
    def run(self, context):
        key = self.take(context.new_id())
        if key is not None:
            self.dispatcher.dispatch([OutgoingMessage(key, Event(int(key[-1]), "apple"))])
            self.rows.sent(key)

    def take(self, owner):
        return self.rows.take(owner)


class InSequence(Relay):
    def take(self, owner):
        return self.rows.take_in_sequence(owner)


def add(items, message):
    return (*items, message.item), [Event(1, message.item), Event(2, message.item)]


def items_in(records):
    return ("apple",) if "A" in records["rows"] else ()


def relayed(relay):
    return Scenario(
        Handler,
        {"rows": Rows(), "dispatcher": Outlet()},
        {"A": Add("apple")},
        Lesson("the order", (), add, items_in),
        rules=Rules(sequence_by=lambda event: event.item),
        processes={"first": relay, "second": relay},
    )


reported = relayed(Relay)
repaired = relayed(InSequence)
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
