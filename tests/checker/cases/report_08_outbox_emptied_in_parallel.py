"""An outbox that several relays empty in parallel.

MassTransit/MassTransit #3512

Anomaly: out of sequence
Faults: 0
Rows 1 and 2; one relay takes 1, the other takes 2, and 2 is sent first. The fix: the next row only
when the one before was sent, by a lock on the order which goes with its holder.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from consistent_messaging import OutgoingMessage
from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Rules, Scenario
from outbox_shop import Add


@dataclass(frozen=True)
class Event:
    """What a row of the outbox holds: an event of the order, the first or the second."""

    number: int
    item: str


class Rows:
    """The rows of each message, the first before the second, and who has which."""

    runs_out: ClassVar = {"lock": "with its holder"}

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def insert(self, message_id: str) -> None:
        if message_id not in self.records:
            self.records[message_id] = True
            self.records |= {f"row {n}": "pending" for n in (1, 2)}

    def take(self, owner: str) -> str | None:
        """The first row that is pending and that nobody has locked; it is locked then."""
        for key, status in sorted(self.records.items()):
            if status == "pending" and f"lock {key}" not in self.records:
                self.records[f"lock {key}"] = owner
                return key
        return None

    def take_in_sequence(self, owner: str) -> str | None:
        """The first row that is pending, if nobody has locked the order; it is locked then."""
        pending = [key for key, status in sorted(self.records.items()) if status == "pending"]
        if not pending or "lock" in self.records:
            return None
        self.records["lock"] = owner
        return pending[0]

    def sent(self, key: str) -> None:
        self.records[key] = "sent"
        self.records.pop(f"lock {key}", None)
        self.records.pop("lock", None)


class Handler:
    def __init__(self, rows: Any, dispatcher: Any) -> None:
        self.rows, self.dispatcher = rows, dispatcher

    def handle(self, message: Add, context: Any) -> None:
        self.rows.insert(context.message_id)


class Relay(Handler):
    def run(self, context: Any) -> None:
        key = self.take(context.new_id())
        if key is not None:
            self.dispatcher.dispatch([OutgoingMessage(key, Event(int(key[-1]), "apple"))])
            self.rows.sent(key)

    def take(self, owner: str) -> str | None:
        key: str | None = self.rows.take(owner)
        return key


class InSequence(Relay):
    def take(self, owner: str) -> str | None:
        key: str | None = self.rows.take_in_sequence(owner)
        return key


def decide(items: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return (*items, message.item), [Event(1, message.item), Event(2, message.item)]


def items_in(records: Any) -> tuple[str, ...]:
    return ("apple",) if "A" in records["rows"] else ()


def relayed(relay: Any) -> Scenario:
    return Scenario(
        Handler,
        {"rows": Rows(), "dispatcher": Outlet()},
        {"A": Add("apple")},
        Lesson("the order", (), decide, items_in),
        rules=Rules(sequence_by=lambda event: event.item),
        processes={"first": relay, "second": relay},
    )


designs = {"wrong": relayed(Relay), "right": relayed(InSequence)}
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
