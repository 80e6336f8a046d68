"""S1, event-sourced: a message that changes nothing leaves a marker in the stream.

Lesson: change_order (it decides about AddItem as add_item does)
Leak policy: none
"""

from dataclasses import dataclass
from itertools import takewhile

from consistent_messaging import StoredEvent, derived_id
from messages import ItemAdded, ItemRemoved, change_order


@dataclass(frozen=True)
class NothingChanged:
    order_id: str


class Order:
    def __init__(self, events):
        self.items = []
        for event in events:
            self.apply(event.body)

    def apply(self, event):
        if isinstance(event, ItemAdded):
            self.items.append(event.item)
        if isinstance(event, ItemRemoved):
            self.items.remove(event.item)


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        stream = self.event_store.read(message.order_id)
        earlier = takewhile(lambda event: event.caused_by != context.message_id, stream.events)
        _, events = change_order({"items": Order(earlier).items}, message)
        if all(event.caused_by != context.message_id for event in stream.events):
            self.append(stream, message, events, context.message_id)
        for position, event in enumerate(events):
            context.publish(event, derived_id(context.message_id, position))

    def append(self, stream, message, events, message_id):
        changes = [event for event in events if isinstance(event, (ItemAdded, ItemRemoved))]
        bodies = changes or [NothingChanged(message.order_id)]
        new = [StoredEvent(body, caused_by=message_id) for body in bodies]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
