"""S1: every delivery is taken for a new message.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash or lost ack
History: A is appended, its attempt ends, A comes again and is appended again.
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
        _, events = add_item(order_of(stream.events), message)
        new = [StoredEvent(event, context.message_id) for event in events]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
        for position, event in enumerate(events):
            name = type(event).__name__
            context.publish(event, derived_id(context.message_id, position, name))
