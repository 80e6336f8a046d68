"""S1: starts from a snapshot, which does not tell which messages it has seen.

Anomaly: duplicate
Needs: 1 fault: lost answer, crash or lost ack
History: A is appended, a snapshot is stored, the attempt ends; A comes again, finds nothing of its
    own after the snapshot and is appended again.
"""

from consistent_messaging import StoredEvent, derived_id
from messages import ItemAdded, add_item


class Handler:
    def __init__(self, event_store, blobs):
        self.event_store = event_store
        self.blobs = blobs

    def handle(self, message, context):
        snapshot = self.snapshot(message.order_id)
        stream = self.event_store.read(message.order_id)
        later = stream.events[snapshot["version"] :]
        own = [event.body for event in later if event.caused_by == context.message_id]
        order = {"items": snapshot["items"] + items_of(later)}
        for event in own or self.append(stream, order, message, context.message_id):
            context.publish(event, derived_id(context.message_id, type(event).__name__))

    def append(self, stream, order, message, message_id):
        order, events = add_item(order, message)
        new = [StoredEvent(event, caused_by=message_id) for event in events]
        version = self.event_store.append(message.order_id, new, expected_version=stream.version)
        self.blobs.put(f"snapshot/{message.order_id}", {**order, "version": version})
        return events

    def snapshot(self, key):
        blob = self.blobs.get(f"snapshot/{key}")
        return blob.document if blob else {"items": [], "version": 0}


def items_of(events):
    return [event.body.item for event in events if isinstance(event.body, ItemAdded)]
