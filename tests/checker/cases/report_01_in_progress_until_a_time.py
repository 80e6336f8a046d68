"""An idempotency record says "in progress" until a time; when that is over, another may begin.

aws-powertools/powertools-lambda-python #8049

Anomaly: duplicate
Faults: 1
The money is withdrawn at a third party, and the attempt is gone. The time is over, the message
comes again, and the money is withdrawn again. The fix: the third party knows the message's id.
"""

from typing import Any, ClassVar

from consistent_messaging import ConcurrencyError, OutgoingMessage
from consistent_messaging.checker import CRASH, LEASE_EXPIRED, LOST_ACK, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario
from outbox_shop import MESSAGES, Add, added


class Records:
    """What is known of each message: in progress, until a time; or completed."""

    runs_out: ClassVar = {"in progress": "any time"}

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def begin(self, message_id: str) -> bool:
        """Write "in progress"; False if the message was completed."""
        if f"in progress {message_id}" in self.records:
            raise ConcurrencyError("another attempt is in progress")
        if message_id in self.records:
            return False
        self.records[f"in progress {message_id}"] = True
        return True

    def complete(self, message_id: str) -> None:
        self.records[message_id] = True
        self.records.pop(f"in progress {message_id}", None)


class Bank:
    """A third party: what was withdrawn, and for which ids."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def withdraw(self, item: str) -> None:
        self.records["withdrawn"] = (*self.records.get("withdrawn", ()), item)

    def withdraw_once(self, item: str, message_id: str) -> None:
        if message_id not in self.records:
            self.records[message_id] = True
            self.withdraw(item)


class Handler:
    def __init__(self, records: Any, bank: Any, dispatcher: Any) -> None:
        self.records, self.bank, self.dispatcher = records, bank, dispatcher

    def handle(self, message: Add, context: Any) -> None:
        if self.records.begin(context.message_id):
            self.withdraw(message, context)
            self.records.complete(context.message_id)
        self.dispatcher.dispatch([OutgoingMessage(context.message_id, message)])

    def withdraw(self, message: Add, context: Any) -> None:
        self.bank.withdraw(message.item)


class WithId(Handler):
    def withdraw(self, message: Add, context: Any) -> None:
        self.bank.withdraw_once(message.item, context.message_id)


def withdrawn_in(records: Any) -> tuple[str, ...]:
    return tuple(records["bank"].get("withdrawn", ()))


def scenario(handler: Any) -> Scenario:
    stores = {"records": Records(), "bank": Bank(), "dispatcher": Outlet()}
    return Scenario(handler, stores, MESSAGES, Lesson("the bank", (), added, withdrawn_in))


designs = {"wrong": scenario(Handler), "right": scenario(WithId)}
scope = Scope(("A", "B"), (CRASH, LOST_ACK, LEASE_EXPIRED), most_faults=1)
