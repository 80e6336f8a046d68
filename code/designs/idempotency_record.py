"""A record says "in progress" until the work is done, and keeps the answer for every copy."""

from dataclasses import dataclass

from consistent_messaging import MessagingError
from consistent_messaging.checker import CRASH, DUPLICATE, LEASE_EXPIRED, Scope
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Charge:
    customer: str


@dataclass(frozen=True)
class Charged:
    customer: str


class AlreadyInProgress(MessagingError):
    """Somebody else is at work: the message has to come again."""


class Records:
    runs_out = {"in progress": "any time"}

    def __init__(self):
        self.records = {}

    def begin(self, key):
        """Return the saved answer; without one, write that the work is in progress."""
        if f"in progress {key}" in self.records:
            raise AlreadyInProgress(f"{key} is in progress.")
        if f"completed {key}" not in self.records:
            self.records[f"in progress {key}"] = True
        return self.records.get(f"completed {key}")

    def complete(self, key, answer):
        self.records[f"completed {key}"] = answer
        self.records.pop(f"in progress {key}", None)


class Bank:
    def __init__(self):
        self.records = {}

    def charge(self, key, customer):
        """Charge the customer, unless this was done under the same key."""
        self.records.setdefault(key, customer)


class Handler:
    def __init__(self, idempotency, bank):
        self.idempotency, self.bank = idempotency, bank

    def handle(self, message, context):
        answer = self.idempotency.begin(context.message_id)
        if answer is None:
            self.bank.charge(context.message_id, message.customer)
            answer = Charged(message.customer)
            self.idempotency.complete(context.message_id, answer)
        context.publish(answer, f"{context.message_id}/charged")


def charge(charged, message):
    return tuple(sorted((*charged, message.customer))), [Charged(message.customer)]


def charged_in(records):
    return tuple(sorted(records["bank"].values()))


scenario = Scenario(
    Handler,
    stores={"idempotency": Records(), "bank": Bank()},
    messages={"A": Charge("Anna"), "B": Charge("Ben")},
    lesson=Lesson("account-7", (), charge, charged_in),
)
scope = Scope(("A", "B"), (CRASH, DUPLICATE, LEASE_EXPIRED), most_faults=1)
