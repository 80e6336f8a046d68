"""Leaves a marker each time that a count comes, so that copies make the stream grow.

test_a_count_again_after_an_item: The copy of C appended to the stream once more.
"""

from dataclasses import dataclass

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, CountItems, FirstItemAdded, ItemAdded, ItemsCounted


@dataclass(frozen=True)
class NothingChanged:
    order_id: str


class Order:
    def __init__(self):
        self.items = []

    @classmethod
    def before(cls, message_id: str, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
            if event.caused_by == message_id:
                break
            order.apply(event)
        return order

    def apply(self, event: StoredEvent):
        if isinstance(event.body, ItemAdded):
            self.items.append(event.body.item)

    def decide(self, message: AddItem | CountItems):
        if isinstance(message, CountItems):
            return [ItemsCounted(message.order_id, len(self.items))]
        return self.add_item(message)

    def add_item(self, message: AddItem):
        added = ItemAdded(message.order_id, message.item)
        if self.items:
            return [added]
        return [FirstItemAdded(message.order_id, message.item), added]


class OrderHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem | CountItems, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order.before(context.message_id, stream.events)
        events = order.decide(message)
        changes = [event for event in events if not isinstance(event, ItemsCounted)]

        caused = {event.caused_by for event in stream.events}
        if not changes or context.message_id not in caused:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
