"""Returns early on a copy, and gives each event a fresh id.

test_a_crash_after_the_append: Lost: ItemAdded(order-7, apple) was
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent
from orders import AddItem, ItemAdded


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        if any(event.caused_by == context.message_id for event in stream.events):
            return
        added = ItemAdded(message.order_id, message.item)
        new = [StoredEvent(added, caused_by=context.message_id)]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
        context.publish(added, context.new_id())
