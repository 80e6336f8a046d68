"""S1: after a conflict it appends what it had decided at the version that is there now.

Anomaly: contradictory
Needs: no fault, 2 consumers, 2 messages
History: A and B read the empty stream, A appends, B meets a conflict and appends what it had
    decided: both send FirstItemAdded.
"""

from consistent_messaging import ConcurrencyError, StoredEvent, derived_id
from messages import ItemAdded, add_item


def order_of(events):
    return {"items": [event.body.item for event in events if isinstance(event.body, ItemAdded)]}


def before(message_id, events):
    causes = [event.caused_by for event in events]
    return events[: causes.index(message_id)] if message_id in causes else events


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        earlier = before(context.message_id, stream.events)
        _, events = add_item(order_of(earlier), message)
        if earlier == stream.events:
            new = [StoredEvent(event, context.message_id) for event in events]
            self.append(message.order_id, new, stream.version)
        for position, event in enumerate(events):
            name = type(event).__name__
            context.publish(event, derived_id(context.message_id, position, name))

    def append(self, key, new, version):
        try:
            self.event_store.append(key, new, expected_version=version)
        except ConcurrencyError:
            now = self.event_store.read(key)
            self.event_store.append(key, new, expected_version=now.version)
