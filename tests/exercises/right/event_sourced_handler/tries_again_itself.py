"""Reads and decides again when the append is refused, in the same attempt."""

from consistent_messaging import (
    ConcurrencyError,
    EventStore,
    MessageContext,
    StoredEvent,
    derived_id,
)
from orders import AddItem, ItemAdded


class Order:
    def __init__(self):
        self.items = []
        self.seen = []

    def apply(self, event: StoredEvent):
        self.items.append(event.body.item)
        self.seen.append(event.caused_by)

    def has_seen(self, message_id):
        return message_id in self.seen


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order()
        for event in stream.events:
            order.apply(event)

        added = ItemAdded(message.order_id, message.item)
        while True:
            if order.has_seen(context.message_id):
                break
            new = [StoredEvent(added, caused_by=context.message_id)]
            try:
                self.event_store.append(message.order_id, new, expected_version=stream.version)
                break
            except ConcurrencyError:
                stream = self.event_store.read(message.order_id)
                order = Order()
                for event in stream.events:
                    order.apply(event)

        context.publish(added, derived_id(context.message_id))
