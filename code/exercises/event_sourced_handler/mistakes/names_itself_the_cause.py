"""Writes down the event's own id as its cause, and looks for the message's.

test_two_messages_may_add_the_same_item:
    Duplicate: A took effect twice: order-7 holds apple, apple, apple. A·2 reads order-7 (step 13)
    after A·1 has written it (step 3), and applies A again (step 14).

test_the_same_message_twice:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 8) after A·1
    has written it (step 3), and applies A again (step 9).

test_the_same_message_again_after_another:
    Duplicate: A took effect twice: order-7 holds apple, bread, apple. A·2 reads order-7 (step 13)
    after A·1 has written it (step 3), and applies A again (step 14).

test_a_copy_that_comes_after_many_others:
    Duplicate: A took effect twice: order-7 holds apple, bread, dates, eggs, apple. A·2 reads
    order-7 (step 23) after A·1 has written it (step 3), and applies A again (step 24).

test_a_crash_after_the_append:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 3), and applies A again (step 7).

test_second_copies_in_every_sequence:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 4), and applies A again (step 7).

test_a_crash_at_any_moment:
    Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 6) after A·1
    has written it (step 3), and applies A again (step 7).
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class Order:
    def __init__(self):
        self.items = []
        self.processed = set()

    @classmethod
    def from_events(cls, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
            order.apply(event)
        return order

    def apply(self, event: StoredEvent):
        self.items.append(event.body.item)
        self.processed.add(event.caused_by)

    def add_item(self, message: AddItem):
        return [ItemAdded(message.order_id, message.item)]


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order.from_events(stream.events)
        events = order.add_item(message)

        if context.message_id not in order.processed:
            cause = derived_id(context.message_id, "added")
            new = [StoredEvent(event, caused_by=cause) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
