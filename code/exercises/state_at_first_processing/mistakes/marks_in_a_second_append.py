"""Appends what changed, and after it that the message was handled.

test_two_items_quickly_under_the_monkey:
    Lost: FirstItemAdded(order-7, apple) was never published.

test_events_that_were_stored_the_other_way_round:
    An older version stored ItemAdded and then FirstItemAdded for A, and ended before it had sent
    them. Now A comes again. Duplicate: A took effect twice: order-7 holds apple, apple. A·1 The
    broker delivers A to consumer 1 (step 1), and applies A again (step 3). Decide on the order as
    it was before the first event of A.

test_a_crash_after_a_write:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 3), and applies A again (step 7).

test_two_items_in_every_sequence_with_up_to_two_faults:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 9)
    after A·1 has written it (step 3), and applies A again (step 10).

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 10) after
    A·1 has written it (step 3), and applies A again (step 11).
"""

from dataclasses import dataclass

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, CountItems, FirstItemAdded, ItemAdded, ItemsCounted


@dataclass(frozen=True)
class Handled:
    message_id: str


class Order:
    def __init__(self):
        self.items = []

    @classmethod
    def before(cls, message_id: str, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
            if event.body == Handled(message_id):
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

        handled = Handled(context.message_id)
        if handled not in [event.body for event in stream.events]:
            new = [StoredEvent(body, caused_by=context.message_id) for body in changes]
            version = self.event_store.append(
                message.order_id, new, expected_version=stream.version
            )
            marker = [StoredEvent(handled, caused_by=context.message_id)]
            self.event_store.append(message.order_id, marker, expected_version=version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
