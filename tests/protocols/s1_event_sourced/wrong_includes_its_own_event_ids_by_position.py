"""S1: a duplicate is decided on an order that holds its item; ids only count the events.

Anomaly: contradictory
Needs: 1 fault: lost answer or crash
History: A is appended, FirstItemAdded is sent as A/0, the attempt ends; when A comes again, it
    sends ItemAdded as A/0.
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
        if context.message_id not in {event.caused_by for event in stream.events}:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        for position, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, position))
