"""S1: leaves out the events of the message itself, but not those that came after.

Anomaly: lost
Needs: 1 fault: lost answer or crash, 2 messages
History: A is appended and its attempt ends, B is appended, A comes again and decides on an order
    with the item of B: FirstItemAdded is never sent.
"""

from consistent_messaging import StoredEvent, derived_id
from messages import ItemAdded, add_item


def order_of(events):
    return {"items": [event.body.item for event in events if isinstance(event.body, ItemAdded)]}


def others(message_id, events):
    return tuple(event for event in events if event.caused_by != message_id)


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        of_others = others(context.message_id, stream.events)
        _, events = add_item(order_of(of_others), message)
        if of_others == stream.events:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
