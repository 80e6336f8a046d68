"""What the designs with endpoints are about: a shop, and a bank that it asks for the money.

An order is placed and the bank is asked. Its reply finishes the order, and others hear of it. The
stores of both are in one database, so that each design is short; neither looks at the other's.
"""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class Place:
    """A command from outside."""

    item: str


@dataclass(frozen=True)
class Charge:
    """What the shop asks the bank for."""

    item: str


@dataclass(frozen=True)
class Charged:
    """The bank's reply."""

    item: str


@dataclass(frozen=True)
class Placed:
    """What others hear once an order is paid."""

    item: str


class Database:
    """Orders by the message that placed them, with their status; and what the bank has done."""

    def __init__(self):
        self.records = {}

    def place(self, order, item):
        """Save an order that waits for the money, if there is none."""
        self.records.setdefault(order, ("waiting", item))

    def pay(self, order):
        """Note that an order is paid; False if there is no such order."""
        if order not in self.records:
            return False
        self.records[order] = ("paid", self.records[order][1])
        return True

    def withdraw_once(self, request):
        """Take the money for a request, if nobody has."""
        self.records.setdefault(f"bank {request}", ("taken", 1))

    def withdraw(self, request):
        """Take the money, whatever was taken before."""
        times = self.records.get(f"bank {request}", ("taken", 0))[1]
        self.records[f"bank {request}"] = ("taken", times + 1)


class Shop:
    """Saves the order, and then asks for the money; the reply finishes it."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        if isinstance(message, Charged):
            self.finish(order_of(context.message_id), message.item, context)
        else:
            self.begin(message.item, context)

    def begin(self, item, context):
        self.database.place(context.message_id, item)
        context.publish(Charge(item), f"{context.message_id}/charge")

    def finish(self, order, item, context):
        if self.database.pay(order):
            context.publish(Placed(item), f"{order}/placed")

    def send(self, event, message_id):
        """Send at once."""
        self.dispatcher.dispatch([OutgoingMessage(message_id, event)])


class Bank:
    """Takes the money once for each request, and replies."""

    def __init__(self, database, dispatcher):
        self.database, self.dispatcher = database, dispatcher

    def handle(self, message, context):
        self.database.withdraw_once(context.message_id)
        self.reply(message.item, context)

    def reply(self, item, context):
        context.publish(Charged(item), f"{order_of(context.message_id)}/charged")


def order_of(message_id):
    return message_id.partition("/")[0]


def paid_once(records):
    """The items that are paid, each as often as the bank took the money for it."""
    rows = records["database"]
    paid = {key: row[1] for key, row in rows.items() if row[0] == "paid"}
    found = [
        paid[order_of(key.removeprefix("bank "))]
        for key, row in rows.items()
        if row[0] == "taken" and order_of(key.removeprefix("bank ")) in paid
        for _ in range(row[1])
    ]
    return tuple(sorted(found))


def placed(items, message):
    return tuple(sorted((*items, message.item))), [Placed(message.item)]


MESSAGES = {"A": Place("apple"), "B": Place("bread")}
LESSON = Lesson("the shop", (), placed, paid_once)


def shop(handler=Shop, bank=Bank, database=None, **more):
    """A scenario of the shop and the bank."""
    stores = {"database": database or Database(), "dispatcher": Outlet()}
    return Scenario(
        handler, stores, MESSAGES, LESSON, endpoints={Charge: bank, Charged: handler}, **more
    )
