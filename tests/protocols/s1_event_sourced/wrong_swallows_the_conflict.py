"""S1: takes a conflict for a duplicate, and publishes.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages
History: A and B read the empty stream, A appends, B meets a conflict and sends that its item was
    added.
"""

from contextlib import suppress

from consistent_messaging import ConcurrencyError, StoredEvent, derived_id
from messages import ItemAdded, add_item


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        caused = [event for event in stream.events if event.caused_by == context.message_id]
        for event in caused or self.append(stream, message, context.message_id):
            name = type(event.body).__name__
            context.publish(event.body, derived_id(context.message_id, name))

    def append(self, stream, message, message_id):
        added = [event.body for event in stream.events if isinstance(event.body, ItemAdded)]
        _, events = add_item({"items": [event.item for event in added]}, message)
        new = [StoredEvent(event, caused_by=message_id) for event in events]
        with suppress(ConcurrencyError):
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        return new
