"""A client library repeats a conditional write, and the second try is refused by the first.

reported: lost, 1 fault
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import Table, UniqueViolation
from consistent_messaging.checker import CRASH, DUPLICATE, HIDDEN_RETRY, Scope
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Place:
    """A command: place the order, if there is none."""

    customer: str


@dataclass(frozen=True)
class Placed:
    customer: str


class Handler:
    def __init__(self, table):
        self.table = table

    def handle(self, message, context):
        new = {"customer": message.customer, "by": context.message_id}
        try:
            self.table.insert("order-7", new)
        except UniqueViolation:
            if not self.is_mine(context):
                return  # somebody else has placed it
        context.publish(Placed(message.customer), f"{context.message_id}/placed")

    def is_mine(self, context):
        return False


class ReadsAgain(Handler):
    def is_mine(self, context):
        return self.table.get("order-7").value["by"] == context.message_id


def place(customer, message):
    return (customer, []) if customer else (message.customer, [Placed(message.customer)])


def customer_in(records):
    row = records["table"].get("order-7")
    return row["customer"] if row else None


messages = {"A": Place("Anna"), "B": Place("Ben")}
lesson = Lesson("order-7", None, place, customer_in)
reported = Scenario(Handler, {"table": Table()}, messages, lesson)
repaired = Scenario(ReadsAgain, {"table": Table()}, messages, lesson)
reported_scope = Scope(("A", "B"), (HIDDEN_RETRY,), most_faults=1)
repaired_scope = Scope(("A", "B"), (HIDDEN_RETRY, CRASH, DUPLICATE), most_faults=2)
