"""S1: the events of one message are appended one after the other.

Anomaly: ghost
Needs: no fault, 2 consumers, 2 messages (or 1 message and a crash)
History: A appends FirstItemAdded, B appends in between, the second append of A meets a conflict;
    when A comes again, it sends FirstItemAdded about an item that is in no order.
"""

from consistent_messaging import StoredEvent, derived_id
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
        version = stream.version
        for event in new:
            version = self.event_store.append(message.order_id, [event], expected_version=version)
        return new
