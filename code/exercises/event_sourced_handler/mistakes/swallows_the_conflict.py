"""Catches the refused append, and publishes what was never stored.

test_two_items_in_every_sequence:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds bread.

test_second_copies_in_every_sequence:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds bread.

test_a_crash_at_any_moment:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds bread.
"""

from contextlib import suppress

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
        if not order.has_seen(context.message_id):
            new = [StoredEvent(added, caused_by=context.message_id)]
            with suppress(ConcurrencyError):
                self.event_store.append(message.order_id, new, expected_version=stream.version)

        context.publish(added, derived_id(context.message_id))
