"""Events are sent while the transaction is still open, and then it is rolled back.

reported: ghost, 0 faults
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import ConcurrencyError, OutgoingMessage
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Buy:
    """A command: this customer wants the last ticket."""

    customer: str


@dataclass(frozen=True)
class Bought:
    customer: str


class Database:
    """Who has the last ticket, and the rows of the outbox."""

    def __init__(self):
        self.records = {}

    def buyer(self):
        return self.records.get("buyer")

    def commit(self, customer, outbox=None):
        """Sell the ticket, and keep the row of an outbox; roll back if it was sold meanwhile."""
        if "buyer" in self.records:
            raise ConcurrencyError("The ticket is sold.")
        self.records["buyer"] = customer
        if outbox:
            self.records[f"outbox {outbox}"] = customer

    def outbox(self):
        return [(k, who) for k, who in sorted(self.records.items()) if k.startswith("outbox")]

    def sent(self, key):
        self.records.pop(key, None)


class SendsFirst:
    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        if self.database.buyer() is None:
            bought = OutgoingMessage(context.message_id, Bought(message.customer))
            self.dispatcher.dispatch([bought])
            self.database.commit(message.customer)


class CommitsFirst(SendsFirst):
    def handle(self, message, context):
        if self.database.buyer() is None:
            self.database.commit(message.customer, outbox=context.message_id)


class Relay(SendsFirst):
    def run(self, context):
        for key, customer in self.database.outbox():
            self.dispatcher.dispatch([OutgoingMessage(key.split()[1], Bought(customer))])
            self.database.sent(key)


def buy(buyer, message):
    return (buyer, []) if buyer else (message.customer, [Bought(message.customer)])


stores = {"database": Database(), "dispatcher": Outlet()}
messages = {"A": Buy("Anna"), "B": Buy("Ben")}
lesson = Lesson("the ticket", None, buy, lambda records: records["database"].get("buyer"))
reported = Scenario(SendsFirst, stores, messages, lesson)
repaired = Scenario(CommitsFirst, stores, messages, lesson, processes={"relay": Relay})
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
