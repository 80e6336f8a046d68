"""What most cases are about: the items of one order, and beside them a row for each message.

A case differs from this in a method or two. Each method of the database is one transaction.
"""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Add:
    """A command, and the event that follows from it."""

    item: str


class Database:
    """The items, and a row for each message: what is to be sent, and whether it was sent."""

    def __init__(self):
        self.records = {}

    def get(self, key):
        return self.records.get(key)

    def find(self, status):
        """Return the keys of the rows with this status."""
        return [k for k, row in sorted(self.records.items()) if row[0] == status]

    def handle_once(self, message_id, item):
        """Add the item and its row, if the message has none."""
        if message_id not in self.records:
            _, *items = self.records.get("items", ("state",))
            self.records["items"] = ("state", *items, item)
            self.records[message_id] = ("pending", item)

    def mark_sent(self, message_id):
        if message_id in self.records:
            self.records[message_id] = ("sent", self.records[message_id][1])

    def remove(self, message_id):
        self.records.pop(message_id, None)


class Handler:
    """Commits state and outbox together, and leaves the sending to a process."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        self.database.handle_once(context.message_id, message.item)


class Relay:
    """Sends what is pending, row by row, and marks each row when it is sent."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def run(self, context):
        for key in self.database.find("pending"):
            self.forward(key, context)

    def forward(self, key, context):
        self.send(key, f"{key}/added")
        self.database.mark_sent(key)

    def send(self, key, message_id):
        row = self.database.get(key)
        if row is not None:
            self.dispatcher.dispatch([OutgoingMessage(message_id, Add(row[1]))])


def items_in(records):
    return tuple(records["database"].get("items", ("state",))[1:])


def added(items, message):
    return (*items, message.item), [message]


MESSAGES = {"A": Add("apple"), "B": Add("bread")}
LESSON = Lesson("the order", (), added, items_in)


def shop(handler=Handler, database=None, **more):
    """A scenario of the shop."""
    stores = {"database": database or Database(), "dispatcher": Outlet()}
    return Scenario(handler, stores, MESSAGES, LESSON, **more)
