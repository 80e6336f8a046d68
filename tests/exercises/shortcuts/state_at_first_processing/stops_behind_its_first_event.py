"""Applies the message's first event and stops then, so that `processed` knows the message.

Whether that hurts depends on which event came first.

test_events_that_were_stored_the_other_way_round: An older version stored ItemAdded and then
"""

from dataclasses import dataclass

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, CountItems, FirstItemAdded, ItemAdded, ItemsCounted


class Order:
    def __init__(self):
        self.items = []
        self.processed = set()

    @classmethod
    def from_events(cls, events: tuple[StoredEvent, ...], message_id):
        order = cls()
        for event in events:
            order.apply(event)
            if event.caused_by == message_id:
                break
        return order

    def apply(self, event: StoredEvent):
        if isinstance(event.body, ItemAdded):
            self.items.append(event.body.item)
        self.processed.add(event.caused_by)

    def decide(self, message: AddItem | CountItems):
        if isinstance(message, CountItems):
            return [ItemsCounted(message.order_id, len(self.items))]
        return self.add_item(message)

    def add_item(self, message: AddItem):
        added = ItemAdded(message.order_id, message.item)
        if self.items:
            return [added]
        return [FirstItemAdded(message.order_id, message.item), added]


@dataclass(frozen=True)
class NothingChanged:
    order_id: str


class OrderHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem | CountItems, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order.from_events(stream.events, context.message_id)
        events = order.decide(message)
        changes = [event for event in events if not isinstance(event, ItemsCounted)]

        if not changes:
            changes = [NothingChanged(message.order_id)]
        if context.message_id not in order.processed:
            new = [StoredEvent(event, caused_by=context.message_id) for event in changes]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
