"""Leaves a marker, and still rebuilds the order from all that ever happened to it.

test_two_items_quickly_under_the_monkey:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_events_that_were_stored_the_other_way_round:
    An older version stored ItemAdded and then FirstItemAdded for A, and ended before it had sent
    them. Now A comes again. Lost: FirstItemAdded(order-7, apple) was never published. Decide on the
    order as it was before the first event of A.

test_a_crash_after_a_write:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_a_count_again_after_an_item:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, C/ItemsCounted.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Contradictory: ItemsCounted(order-7, 0) and ItemsCounted(order-7, 1) were published under one
    id, C/ItemsCounted.
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
    def from_events(cls, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
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
        order = Order.from_events(stream.events)
        events = order.decide(message)
        changes = [event for event in events if not isinstance(event, ItemsCounted)]

        if context.message_id not in {event.caused_by for event in stream.events}:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
