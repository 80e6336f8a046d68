"""S1: takes a second message about the same item for a copy of the first.

Messages: A and B add the same item to the same order
Anomaly: ghost
Needs: no fault, 2 messages about the same item
History: A adds the item, B finds it there and appends nothing, and sends that it was added.
"""

from consistent_messaging import StoredEvent, derived_id
from messages import ItemAdded, add_item


def order_of(events):
    return {"items": [event.body.item for event in events if isinstance(event.body, ItemAdded)]}


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        order = order_of(stream.events)
        _, events = add_item(order, message)
        if message.item not in order["items"]:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for position, event in enumerate(events):
            name = type(event).__name__
            context.publish(event, derived_id(context.message_id, position, name))
