"""Publishes what is stored, so that nothing is lost, and leaves nothing to answer."""

from consistent_messaging import StoredEvent, derived_id
from orders import FirstItemAdded, ItemAdded


class AddItemHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        own = [event.body for event in stream.events if event.caused_by == context.message_id]
        events = own or self.decide(stream, message)
        if not own:
            new = [StoredEvent(event, caused_by=context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def decide(self, stream, message):
        first = [] if stream.events else [FirstItemAdded(message.order_id, message.item)]
        return [*first, ItemAdded(message.order_id, message.item)]


HISTORY = ""
LOST = None
LOST_FROM_STEP = None
