"""What the cases of idempotency keys are about: a bank, and a record for each message.

A record says that the work for a message is in progress, and then that it is completed.
"""

from dataclasses import dataclass

from consistent_messaging import ConcurrencyError
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Withdraw:
    customer: str


class Records:
    """The records run out at any time while they say "in progress"."""

    runs_out = {"in progress": "any time"}

    def __init__(self):
        self.records = {}

    def begin(self, key):
        """Write "in progress"; return False if the message was completed."""
        if f"in progress {key}" in self.records:
            raise ConcurrencyError("Another attempt is in progress.")
        if f"completed {key}" not in self.records:
            self.records[f"in progress {key}"] = True
        return f"completed {key}" not in self.records

    def complete(self, key):
        self.records[f"completed {key}"] = True
        self.records.pop(f"in progress {key}", None)


class Bank:
    """A third party that knows only what it is asked."""

    def __init__(self):
        self.records = {}

    def withdraw(self, customer):
        self.records["withdrawn"] = (*self.records.get("withdrawn", ()), customer)

    def withdraw_once(self, key, customer):
        if key not in self.records:
            self.records[key] = True
            self.withdraw(customer)


class Handler:
    """Asks the bank without saying for which message."""

    def __init__(self, idempotency, bank):
        self.idempotency, self.bank = idempotency, bank

    def handle(self, message, context):
        if self.idempotency.begin(context.message_id):
            self.withdraw(message, context)
            self.idempotency.complete(context.message_id)

    def withdraw(self, message, context):
        self.bank.withdraw(message.customer)


class WithTheId(Handler):
    """Gives the bank the id of the message."""

    def withdraw(self, message, context):
        self.bank.withdraw_once(context.message_id, message.customer)


def withdraw(customers, message):
    return (*customers, message.customer), []


def withdrawn_in(records):
    return records["bank"].get("withdrawn", ())


MESSAGES = {"A": Withdraw("Anna"), "B": Withdraw("Ben")}
LESSON = Lesson("the account", (), withdraw, withdrawn_in)


def bank_shop(handler, records):
    """A scenario of the bank."""
    return Scenario(handler, {"idempotency": records, "bank": Bank()}, MESSAGES, LESSON)
