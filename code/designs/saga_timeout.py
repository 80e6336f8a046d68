"""A saga asks for money and waits: for the reply, or for its own time-out, whatever comes first."""

from dataclasses import dataclass

from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from consistent_messaging.scenario import Invariant, Rules, Scenario


@dataclass(frozen=True)
class Message:
    order: str


class PlaceOrder(Message):
    """What comes from outside."""


class Charge(Message):
    """The saga asks for the money."""


class Refund(Message):
    """The saga returns the money."""


class Charged(Message):
    """The reply of the payments."""


class TimedOut(Message):
    """What the saga sends to itself; it comes at any time."""


@dataclass(frozen=True)
class Ended(Message):
    how: str


class Sagas:
    def __init__(self):
        self.records = {}

    def begin(self, order):
        self.records.setdefault(order, "waiting")

    def end(self, order, how):
        """Return how it has ended: the first end counts."""
        if self.records[order] == "waiting":
            self.records[order] = how
        return self.records[order]


class Bank:
    def __init__(self):
        self.records = {}

    def charge(self, order):
        self.records.setdefault(order, "charged")

    def refund(self, order):
        self.records[order] = "refunded"


class Saga:
    def __init__(self, sagas, bank):
        self.sagas = sagas

    def handle(self, message, context):
        order = message.order
        if isinstance(message, PlaceOrder):
            self.sagas.begin(order)
            context.publish(Charge(order), f"{order}/charge")
            context.publish(TimedOut(order), f"{order}/timed out")
            return
        how = self.sagas.end(order, "paid" if isinstance(message, Charged) else "cancelled")
        if isinstance(message, Charged) and how == "cancelled":
            context.publish(Refund(order), f"{order}/refund")
        context.publish(Ended(order, how), f"{order}/ended")


class Payments:
    def __init__(self, sagas, bank):
        self.bank = bank

    def handle(self, message, context):
        if isinstance(message, Refund):
            self.bank.refund(message.order)
            return
        self.bank.charge(message.order)
        context.publish(Charged(message.order), f"{message.order}/charged")


def only_paid_orders_are_charged(records, heard):
    ends = {"paid": "charged", "cancelled": "refunded"}
    return all(records["bank"].get(order) == ends[how] for order, how in records["sagas"].items())


def one_end(records, heard):
    return len({(event.body.order, event.body.how) for event in heard}) <= 1


scenario = Scenario(
    Saga,
    stores={"sagas": Sagas(), "bank": Bank()},
    messages={"A": PlaceOrder("order")},
    endpoints={Charge: Payments, Refund: Payments, Charged: Saga, TimedOut: Saga},
    rules=Rules(
        invariants=(
            Invariant("an order has one end", one_end),
            Invariant("only paid orders are charged", only_paid_orders_are_charged, "at rest"),
        )
    ),
)
scope = Scope(("A",), (CRASH, DUPLICATE), most_faults=1)
