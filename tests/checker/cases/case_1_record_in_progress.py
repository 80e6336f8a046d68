"""A record says that a message is in progress, until a time; then another attempt may begin.

Two ways lead to a second withdrawal. The first attempt is slow, the time of its record is over, and
another attempt withdraws as well. Or the bank withdraws, its answer is lost, and the error deletes
the record. The fix is not in the record: the bank has to know the message.

That the time of a record is over needs a long pause here. So the scopes have no fault that leaves a
record in progress behind without an attempt, such as a crash: only time would help then.
"""

from dataclasses import dataclass
from typing import Any

from cases.case import Case
from consistent_messaging import (
    ConcurrencyError,
    MessageContext,
    MessagingError,
    Table,
    UniqueViolation,
    derived_id,
)
from consistent_messaging.checker import (
    DUPLICATE,
    LEASE_EXPIRED,
    LONG_PAUSE,
    LOST_ACK,
    LOST_ANSWER,
    Scope,
)
from consistent_messaging.scenario import Lesson, Rules, Scenario

MINUTE = 60.0


@dataclass(frozen=True)
class Withdraw:
    """A command: withdraw so much."""

    amount: int


@dataclass(frozen=True)
class Withdrawn:
    """What has happened at the bank."""

    amount: int


class AlreadyInProgressError(MessagingError):
    """Another attempt at this message has begun, and its time is not over."""


class Bank:
    """A third party. It withdraws once for each key that it is given."""

    def __init__(self) -> None:
        self.records: dict[str, Withdrawn] = {}

    def withdraw(self, key: str, amount: int) -> None:
        self.records.setdefault(key, Withdrawn(amount))


class Idempotent:
    """Runs what a message asks for, unless a record says that it is done or in progress."""

    def __init__(self, table: Table, bank: Bank) -> None:
        self.table, self.bank = table, bank

    def handle(self, message: Withdraw, context: MessageContext) -> None:
        key = f"record/{context.message_id}"
        try:
            if not self._begins(key, context.now()):
                return
            self.bank.withdraw(self.key_at_the_bank(context), message.amount)
        except (AlreadyInProgressError, ConcurrencyError):
            raise
        except MessagingError:
            self.table.commit(deletes=[key])
            raise
        self.table.commit({key: {"status": "completed"}})

    def key_at_the_bank(self, context: MessageContext) -> str:
        """Return the key under which the bank knows the withdrawal: another one each time."""
        return context.new_id()

    def _begins(self, key: str, now: float) -> bool:
        """Write that the message is in progress; return False if it is done."""
        record: dict[str, Any] = {"status": "in progress", "until": now + MINUTE}
        try:
            self.table.insert(key, record)
        except UniqueViolation:
            row = self.table.get(key)
            if row is None:
                raise AlreadyInProgressError(key) from None
            if row.value["status"] == "completed":
                return False
            if now < row.value["until"]:
                raise AlreadyInProgressError(key) from None
            self.table.commit({key: record}, unchanged=[row])
        return True


class KnownAtTheBank(Idempotent):
    """Hands the id of the message on to the bank."""

    def key_at_the_bank(self, context: MessageContext) -> str:
        return derived_id(context.message_id, "withdraw")


def scenario(handler: type[Idempotent]) -> Scenario:
    return Scenario(
        handler,
        {"table": Table(isolation="read committed"), "bank": Bank()},
        {"A": Withdraw(5), "B": Withdraw(7)},
        Lesson("the account", 0, lambda _, message: (0, [Withdrawn(message.amount)]), lambda _: 0),
        rules=Rules(effects=("bank",)),
    )


CASE = Case(
    "aws-powertools/powertools-lambda-python #8049",
    "duplicate",
    scenario(Idempotent),
    scenario(KnownAtTheBank),
    (
        (
            Scope(("A", "B"), (LOST_ANSWER, DUPLICATE, LOST_ACK), 1),
            "+A .A ?A .A +A .A .A",
        ),
        (
            Scope(("A", "B"), (LEASE_EXPIRED, LONG_PAUSE), 2),
            "+A &A .A .A @later +A .A2 .A2 .A2 .A2",
        ),
    ),
)
