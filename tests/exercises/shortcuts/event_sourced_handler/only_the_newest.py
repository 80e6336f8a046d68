"""Asks only whether the newest event was caused by this message.

test_two_messages_may_add_the_same_item: Duplicate: A took effect twice:
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        added = ItemAdded(message.order_id, message.item)
        if not stream.events or stream.events[-1].caused_by != context.message_id:
            new = [StoredEvent(added, caused_by=context.message_id)]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))
