"""An outbox in the order's own partition: one batch writes both, and the change feed sends."""

from dataclasses import dataclass

from consistent_messaging import ConcurrencyError, OutgoingMessage, Versioned, reads
from consistent_messaging.checker import CRASH, DUPLICATE, Scope
from consistent_messaging.dispatcher import Outlet
from consistent_messaging.scenario import Lesson, Scenario


@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


class Partition(Versioned):
    """The documents of one order. A batch writes several of them, all or none."""

    @reads
    def read(self, key):
        return self.records.get(key)

    @reads
    def query(self, prefix):
        return [(key, doc) for key, doc in sorted(self.records.items()) if key.startswith(prefix)]

    def batch(self, create=(), replace=(), if_match=None):
        for key in dict(create):
            if key in self.records:
                raise ConcurrencyError(f"409: {key} exists already.")
        for key in dict(replace):
            if if_match and if_match != self.records[key]["etag"]:
                raise ConcurrencyError(f"412: {key} has another etag.")
        etag = self._new_version()
        for key, doc in [*dict(create).items(), *dict(replace).items()]:
            self.records[key] = {**doc, "etag": etag}

    def delete(self, key):
        self.records.pop(key, None)


class Handler:
    def __init__(self, partition, dispatcher):
        self.partition = partition

    def handle(self, message, context):
        order = self.partition.read("order")
        if self.partition.read(f"done/{context.message_id}"):
            return  # a copy
        new = {
            f"done/{context.message_id}": {},
            f"outbox/{context.message_id}": {"item": message.item},
        }
        changed = {"order": {"items": [*order["items"], message.item]}}
        self.partition.batch(create=new, replace=changed, if_match=order["etag"])


class ChangeFeed:
    def __init__(self, partition, dispatcher):
        self.partition, self.dispatcher = partition, dispatcher

    def run(self, context):
        for key, document in self.partition.query("outbox/"):
            self.dispatcher.dispatch([OutgoingMessage(key, ItemAdded(document["item"]))])
            self.partition.delete(key)


def add(items, message):
    return (*items, message.item), [ItemAdded(message.item)]


def items_in(records):
    return tuple(records["partition"]["order"]["items"])


partition = Partition()
partition.batch(create={"order": {"items": []}})
scenario = Scenario(
    Handler,
    stores={"partition": partition, "dispatcher": Outlet()},
    messages={"A": AddItem("apple"), "B": AddItem("bread")},
    lesson=Lesson("order-7", (), add, items_in),
    processes={"feed": ChangeFeed},
)
scope = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=1)
