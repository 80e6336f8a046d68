"""What the designs are about: items of one order, an outbox table beside them, and who sends it.

Each design is a module with a `scenario` and a `scope`; most differ from the classes here in one
method. The database is a store of one's own: each method is one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from consistent_messaging import OutgoingMessage
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Add:
    """A command, and the event that follows from it."""

    item: str


class Database:
    """The items, and a row for each message: what is to be sent of it, and whether it was."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.records.get(key)

    def find(self, status: str) -> list[str]:
        """The keys of the rows with this status."""
        return [k for k, row in sorted(self.records.items()) if row[0] == status]

    def handle_once(self, message_id: str, item: str) -> None:
        """Add the item and its row in one transaction, if the message has none."""
        if message_id not in self.records:
            _, *items = self.records.get("items", ("state",))
            self.records["items"] = ("state", *items, item)
            self.records[message_id] = ("pending", item)

    def mark_sent(self, message_id: str) -> None:
        if message_id in self.records:
            self.records[message_id] = ("sent", self.records[message_id][1])

    def remove(self, message_id: str) -> None:
        self.records.pop(message_id, None)


class Handler:
    """Commits state and outbox together, and leaves the sending to a process."""

    def __init__(self, database: Any, dispatcher: Any) -> None:
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message: Add, context: Any) -> None:
        self.database.handle_once(context.message_id, message.item)


class Relay:
    """Sends what is pending, row by row, and marks each row when it is sent."""

    def __init__(self, database: Any, dispatcher: Any) -> None:
        self.database, self.dispatcher = database, dispatcher

    def run(self, context: Any) -> None:
        for key in self.database.find("pending"):
            self.forward(key, context)

    def forward(self, key: str, context: Any) -> None:
        self.send(key, f"{key}/added")
        self.database.mark_sent(key)

    def send(self, key: str, message_id: str) -> None:
        row = self.database.get(key)
        if row is not None:
            self.dispatcher.dispatch([OutgoingMessage(message_id, Add(row[1]))])


class Cleaner(Relay):
    """Removes the rows of this status."""

    status = "sent"

    def run(self, context: Any) -> None:
        for key in self.database.find(self.status):
            self.database.remove(key)


def items_in(records: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(records["database"].get("items", ("state",))[1:])


def added(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [message]


MESSAGES = {"A": Add("apple"), "B": Add("bread")}
LESSON = Lesson("the order", (), added, items_in)


def shop(handler: Any = Handler, database: Any = None, **more: Any) -> Scenario:
    """A scenario of the shop."""
    stores = {"database": database or Database(), "dispatcher": Outlet()}
    return Scenario(handler, stores, MESSAGES, LESSON, **more)


class LeasedRows(Database):
    """Rows that a relay takes for a while: a lease on a row is a record of its own."""

    runs_out: ClassVar = {"lease:": "any time"}

    def take(self, key: str, owner: str) -> bool:
        """Take the lease of a row that is pending and that nobody has."""
        free = f"lease:{key}" not in self.records and self.records[key][0] == "pending"
        if free:
            self.records[f"lease:{key}"] = ("leased", owner)
        return free

    def mark_sent(self, key: str) -> None:
        super().mark_sent(key)
        self.records.pop(f"lease:{key}", None)


class LockedRows(LeasedRows):
    """Rows that a relay locks in its transaction; the database lets go of them with it."""

    runs_out: ClassVar = {"lease:": "with its holder"}


class Taking(Relay):
    """Takes a row, sends it and marks it; others leave alone what is taken."""

    def forward(self, key: str, context: Any) -> None:
        if self.database.take(key, context.new_id()):
            super().forward(key, context)
