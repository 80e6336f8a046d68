"""The smallest order service: a handler is one function, and to publish an event is one call.

It is the world of the first demonstrations; the exercises name the stores and the context
themselves.
"""

from dataclasses import dataclass, field

from consistent_messaging import OutgoingMessage, derived_id
from orders import AddItem, ItemAdded

__all__ = ["AddItem", "ItemAdded", "ItemRemoved", "RemoveItem", "derived_id"]


@dataclass(frozen=True)
class RemoveItem:
    """A command: take this item out of this order."""

    order_id: str
    item: str


@dataclass(frozen=True)
class ItemRemoved:
    """An event: this item was in this order, and isn't any more."""

    order_id: str
    item: str


@dataclass
class Order:
    """What is in an order, and which messages it has seen."""

    id: str
    items: list = field(default_factory=list)
    processed: list = field(default_factory=list)
    etag: str | None = None


class Orders:
    """Reads an order, and writes it back if nobody else has written meanwhile."""

    def __init__(self, blobs):
        self.blobs = blobs

    def get(self, order_id):
        blob = self.blobs.get(order_id)
        return Order(order_id, **blob.document, etag=blob.etag) if blob else Order(order_id)

    def put(self, order):
        document = {"items": order.items}
        if order.processed:
            document["processed"] = order.processed
        absent = None if order.etag else "*"
        order.etag = self.blobs.put(order.id, document, if_match=order.etag, if_none_match=absent)


class Context:
    """What a handler knows of its message, and how it publishes an event: at once."""

    def __init__(self, context, dispatcher):
        self.message_id, self.new_id = context.message_id, context.new_id
        self.dispatcher = dispatcher

    def send(self, event, event_id=None):
        own = derived_id(self.message_id, type(event).__name__)
        self.dispatcher.dispatch([OutgoingMessage(event_id or own, event)])
