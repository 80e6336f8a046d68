"""Publishes nothing for a message that comes again: without a crash, that was done before."""

from consistent_messaging import StoredEvent
from orders import ItemAdded


class AddItemHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        if any(event.caused_by == context.message_id for event in stream.events):
            return
        added = ItemAdded(message.order_id, message.item)
        new = [StoredEvent(added, caused_by=context.message_id)]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
        context.publish(added, context.new_id())
