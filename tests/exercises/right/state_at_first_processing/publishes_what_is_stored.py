"""Publishes the stored events of the message, whether they are old or new: a stream as outbox."""

from consistent_messaging import StoredEvent, derived_id
from orders import CountItems, FirstItemAdded, ItemAdded, ItemsCounted


class OrderHandler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        own = [event for event in stream.events if event.caused_by == context.message_id]
        if not own:
            items = [e.body.item for e in stream.events if isinstance(e.body, ItemAdded)]
            own = [StoredEvent(event, context.message_id) for event in decide(items, message)]
            self.event_store.append(message.order_id, own, expected_version=stream.version)
        for event in own:
            context.publish(event.body, derived_id(event.caused_by, type(event.body).__name__))


def decide(items, message):
    if isinstance(message, CountItems):
        return [ItemsCounted(message.order_id, len(items))]
    first = [] if items else [FirstItemAdded(message.order_id, message.item)]
    return [*first, ItemAdded(message.order_id, message.item)]
