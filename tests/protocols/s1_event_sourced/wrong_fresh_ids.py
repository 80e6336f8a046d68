"""S1: every time an event is published, it gets another id.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash or lost ack
History: FirstItemAdded is sent, the attempt ends, A comes again and FirstItemAdded is sent under
    another id.
"""

from consistent_messaging import StoredEvent
from messages import ItemAdded, add_item


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        caused = [event for event in stream.events if event.caused_by == context.message_id]
        for event in caused or self.append(stream, message, context.message_id):
            context.publish(event.body, context.new_id())

    def append(self, stream, message, message_id):
        added = [event.body for event in stream.events if isinstance(event.body, ItemAdded)]
        _, events = add_item({"items": [event.item for event in added]}, message)
        new = [StoredEvent(event, caused_by=message_id) for event in events]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
        return new
