"""Appends at whatever version the stream is by then.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Contradictory: FirstItemAdded(order-7, apple) was published, which does not fit: order-7 holds
    bread, apple.

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 5) before
    A·1 appends FirstItemAdded(order-7, apple), ItemAdded(order-7, apple) to order-7 (step 7), and
    applies A again (step 9).
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

        if context.message_id not in {event.caused_by for event in stream.events}:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            version = self.event_store.read(message.order_id).version
            self.event_store.append(message.order_id, new, expected_version=version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
