"""One transaction writes the order, the message's id and what is to be sent; a relay sends it."""

from dataclasses import dataclass

from consistent_messaging import OutgoingMessage, Table
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


class Handler:
    def __init__(self, table, dispatcher):
        self.table = table

    def handle(self, message, context):
        if self.table.get(f"done/{context.message_id}"):
            return  # a copy
        order = self.table.get("order")
        new = {
            f"done/{context.message_id}": {},
            f"outbox/{context.message_id}": {"item": message.item},
        }
        changed = {"order": {"items": [*order.value["items"], message.item]}}
        self.table.commit(changed, inserts=new, unchanged=[order])


class Relay:
    def __init__(self, table, dispatcher):
        self.table, self.dispatcher = table, dispatcher

    def run(self, context):
        rows = self.table.find("outbox/")
        events = [OutgoingMessage(row.key, ItemAdded(row.value["item"])) for row in rows]
        self.dispatcher.dispatch(events)
        self.table.commit(deletes=[row.key for row in rows])


def add(items, message):
    return (*items, message.item), [ItemAdded(message.item)]


def items_in(records):
    return tuple(records["table"]["order"]["items"])


table = Table(isolation="read committed")
table.insert("order", {"items": []})
scenario = Scenario(
    Handler,
    stores={"table": table, "dispatcher": Outlet()},
    messages={"A": AddItem("apple"), "B": AddItem("bread")},
    lesson=Lesson("order-7", (), add, items_in),
    processes={"relay": Relay},
)
scope = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
