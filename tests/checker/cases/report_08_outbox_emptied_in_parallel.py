"""An outbox that several relays empty in parallel.

MassTransit/MassTransit #3512

Anomaly: contradictory
Faults: 0
Rows 1 and 2; one relay takes 1, the other takes 2, and 2 is sent first. The fix: the next row only
when the one before was sent, by a lock on the order which goes with its holder.
"""

from typing import Any, ClassVar

from consistent_messaging.checker import CRASH, LOST_ANSWER, Scope
from consistent_messaging.scenario import Lesson, Scenario
from shop import Add


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


class Listener:
    """Whoever listens: what was heard, in sequence; a row that comes again is recognised."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def hear(self, key: str) -> None:
        heard = self.records.get("heard", ())
        self.records["heard"] = heard if key in heard else (*heard, key)


class Handler:
    def __init__(self, rows: Any, listener: Any) -> None:
        self.rows, self.listener = rows, listener

    def handle(self, message: Add, context: Any) -> None:
        self.rows.insert(context.message_id)


class Relay(Handler):
    def run(self, context: Any) -> None:
        key = self.take(context.new_id())
        if key is not None:
            self.listener.hear(key)
            self.rows.sent(key)

    def take(self, owner: str) -> str | None:
        key: str | None = self.rows.take(owner)
        return key


class InSequence(Relay):
    def take(self, owner: str) -> str | None:
        key: str | None = self.rows.take_in_sequence(owner)
        return key


def decide(heard: tuple[str, ...], message: Add) -> tuple[tuple[str, ...], list[object]]:
    return ("row 1", "row 2"), []


def heard_in(records: Any) -> tuple[str, ...]:
    """What was heard; a beginning counts as nothing yet."""
    heard = tuple(records["listener"].get("heard", ()))
    return () if heard == ("row 1",) else heard


def relayed(relay: Any) -> Scenario:
    stores = {"rows": Rows(), "listener": Listener()}
    lesson = Lesson("the listener", (), decide, heard_in)
    relays = {"first": relay, "second": relay}
    return Scenario(Handler, stores, {"A": Add("apple")}, lesson, processes=relays)


designs = {"wrong": relayed(Relay), "right": relayed(InSequence)}
scope = Scope(("A",), (CRASH, LOST_ANSWER), most_faults=1)
