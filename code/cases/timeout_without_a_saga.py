"""A time-out finds that its saga is completed and deleted.

reported: stuck, 0 faults
repaired: holds
"""

from dataclasses import dataclass

from consistent_messaging import MessagingError
from consistent_messaging.checker import DUPLICATE, Scope
from consistent_messaging.scenario import Invariant, Rules, Scenario


@dataclass(frozen=True)
class Message:
    order: str


class Place(Message):
    """What comes from outside."""


class Charge(Message):
    """The saga asks for the money."""


class Charged(Message):
    """The reply."""


class TimedOut(Message):
    """What the saga sends to itself; it comes at any time."""


@dataclass(frozen=True)
class Ended(Message):
    how: str


class SagaIsMissing(MessagingError):
    """A message for a saga found none."""


class Sagas:
    def __init__(self):
        self.records = {}

    def begin(self, order):
        if f"ended {order}" not in self.records:
            self.records[order] = "waiting"

    def end(self, order):
        """Delete the saga; return False if there is none."""
        found = self.records.pop(order, None) is not None
        self.records[f"ended {order}"] = True
        return found


class Saga:
    def __init__(self, sagas):
        self.sagas = sagas

    def handle(self, message, context):
        order = message.order
        if isinstance(message, Place):
            self.sagas.begin(order)
            context.publish(Charge(order), f"{order}/charge")
            context.publish(TimedOut(order), f"{order}/timed out")
        elif self.sagas.end(order):
            how = "paid" if isinstance(message, Charged) else "cancelled"
            context.publish(Ended(order, how), f"{order}/ended")
        elif isinstance(message, TimedOut):
            self.too_late(order)

    def too_late(self, order):
        raise SagaIsMissing(f"There is no saga for {order}.")


class Ignores(Saga):
    def too_late(self, order):
        """Nothing is left to be timed out."""


class Bank:
    def __init__(self, sagas):
        """It needs no store for this."""

    def handle(self, message, context):
        context.publish(Charged(message.order), f"{message.order}/charged")


def one_end(records, heard):
    return len({(event.body.order, event.body.how) for event in heard}) <= 1


def scenario(saga):
    return Scenario(
        saga,
        {"sagas": Sagas()},
        {"A": Place("order")},
        endpoints={Charge: Bank, Charged: saga, TimedOut: saga},
        rules=Rules(invariants=(Invariant("an order has one end", one_end),)),
    )


reported = scenario(Saga)
repaired = scenario(Ignores)
scope = Scope(("A",), (DUPLICATE,), most_faults=1)
