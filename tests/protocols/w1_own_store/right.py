"""W1, a store of one's own: order and record of the message go into one batch.

The store is no class of the library: a partition whose documents are written together.
Leak policy: none
"""

from consistent_messaging import ConcurrencyError, Versioned, derived_id, reads
from messages import add_item

ORDER = "order-7"


class Partition(Versioned):
    """A partition of a document database: several documents in one batch, all or nothing."""

    @reads
    def read(self, key):
        return self.records.get(key)

    def batch(self, documents, etag):
        """Write all of the documents, if the order has this etag; None if there is no order."""
        if self.records.get(ORDER, {}).get("etag") != etag:
            raise ConcurrencyError(f"{ORDER} has another etag. Nothing was written.")
        new = self._new_version()
        for key, document in documents.items():
            self.records[key] = {**document, "etag": new}
        return new


class Handler:
    def __init__(self, partition):
        self.partition = partition

    def handle(self, message, context):
        order = self.partition.read(ORDER) or {"items": [], "etag": None}
        done = self.partition.read(context.message_id)
        if done is None:
            changed, events = add_item({"items": order["items"]}, message)
            done = {"events": events}
            self.partition.batch({ORDER: changed, context.message_id: done}, order["etag"])
        for number, event in enumerate(done["events"]):
            context.publish(event, derived_id(context.message_id, number))


def items_in(records):
    return tuple(records["partition"].get(ORDER, {"items": []})["items"])


WORLD = {"stores": {"partition": Partition}, "items_in": items_in}
