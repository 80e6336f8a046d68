"""Publishes the event and does not store it.

test_one_item_is_stored_and_announced:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_two_items_are_stored_in_the_order_in_which_they_came:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_two_messages_may_add_the_same_item:
    Ghost: ItemAdded(order-7, apple) was published 2 times, and order-7 holds nothing.

test_each_order_has_a_stream_of_its_own:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_the_same_message_twice:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_the_same_message_again_after_another:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_copy_that_comes_after_many_others:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_crash_after_the_append:
    The monkey 'crash after a write' never struck.

test_two_items_in_every_sequence:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_second_copies_in_every_sequence:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.

test_a_crash_at_any_moment:
    Ghost: ItemAdded(order-7, apple) was published, and order-7 holds nothing.
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

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
