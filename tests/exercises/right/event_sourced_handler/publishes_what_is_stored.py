"""Publishes the stored events of the message, whether they are old or new."""

from consistent_messaging import StoredEvent, derived_id
from orders import ItemAdded


class AddItemHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        own = [event for event in stream.events if event.caused_by == context.message_id]
        if not own:
            own = [StoredEvent(ItemAdded(message.order_id, message.item), context.message_id)]
            self.event_store.append(message.order_id, own, expected_version=stream.version)
        for event in own:
            context.publish(event.body, derived_id(event.caused_by, "added"))
