"""The consumer's own transaction holds its outbox; the consumer delivers it, or a relay does."""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


class Database:
    """The order, and for each message what is still to be delivered. A call is a transaction."""

    def __init__(self):
        self.records = {"order": ()}

    def undelivered(self):
        return [key for key, row in sorted(self.records.items()) if key != "order" and row]

    def consumed(self, key):
        return key in self.records

    def outbox(self, key):
        return self.records.get(key, ())

    def consume(self, key, item, outbox):
        if key not in self.records:
            self.records["order"] = (*self.records["order"], item)
            self.records[key] = outbox

    def delivered(self, key):
        self.records[key] = ()


class Relay:
    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def run(self, context):
        for key in self.database.undelivered():
            self.deliver(key)

    def deliver(self, key):
        self.dispatcher.dispatch(self.database.outbox(key))
        self.database.delivered(key)


class Consumer:
    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        if not self.database.consumed(context.message_id):
            outbox = [OutgoingMessage(f"{context.message_id}/added", ItemAdded(message.item))]
            self.database.consume(context.message_id, message.item, outbox)
        Relay(self.database, self.dispatcher).deliver(context.message_id)


def add(items, message):
    return (*items, message.item), [ItemAdded(message.item)]


def items_in(records):
    return records["database"]["order"]


scenario = Scenario(
    Consumer,
    stores={"database": Database(), "dispatcher": Outlet()},
    messages={"A": AddItem("apple"), "B": AddItem("bread")},
    lesson=Lesson("order-7", (), add, items_in),
    processes={"relay": Relay},
)
scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=2)
