"""W3: each attempt charges the bank under a key of its own.

Anomaly: duplicate
Needs: 1 fault: crash
History: the bank is charged; crash; A comes again, and the bank is charged under another key.
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
            self.bank.charge(context.new_id(), message.item)
            self.table.commit({context.message_id: {"item": message.item}})
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
