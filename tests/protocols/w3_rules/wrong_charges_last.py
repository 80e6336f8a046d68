"""W3: the row says that it is done, and the bank is charged after that.

Anomaly: lost
Needs: 1 fault: crash
History: the row is written; crash; A comes again, finds the row, and the bank is never charged.
"""

from dataclasses import dataclass

from consistent_messaging import Table, derived_id
from consistent_messaging.scenario import Lesson, Rules
from messages import ItemAdded


@dataclass(frozen=True)
class Charged:
    """What happens at the bank: it cannot be taken back."""

    item: str


class Bank:
    """A service outside. It knows a request by its key, and charges once for each key."""

    def __init__(self):
        self.records = {}

    def charge(self, key, item):
        self.records.setdefault(key, Charged(item))


class Handler:
    def __init__(self, table, bank):
        self.table, self.bank = table, bank

    def handle(self, message, context):
        if self.table.get(context.message_id) is None:
            self.table.commit({context.message_id: {"item": message.item}})
            self.bank.charge(context.message_id, message.item)
        context.publish(
            ItemAdded(message.order_id, message.item), derived_id(context.message_id, 0)
        )


def decide(items, message):
    events = [Charged(message.item), ItemAdded(message.order_id, message.item)]
    return tuple(sorted((*items, message.item))), events


def items_in(records):
    return tuple(sorted(row["item"] for row in records["table"].values()))


WORLD = {
    "stores": {"table": Table, "bank": Bank},
    "lesson": Lesson("the shop", (), decide, items_in, settles=True),
    "rules": Rules(effects=("bank",)),
}
