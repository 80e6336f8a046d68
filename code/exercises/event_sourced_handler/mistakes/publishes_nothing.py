"""Stores the event and tells nobody.

test_one_item_is_stored_and_announced:
    Lost: ItemAdded(order-7, apple) was never published.

test_two_items_are_stored_in_the_order_in_which_they_came:
    Lost: ItemAdded(order-7, apple) was never published.

test_two_messages_may_add_the_same_item:
    Lost: ItemAdded(order-7, apple) was never published.

test_each_order_has_a_stream_of_its_own:
    Lost: ItemAdded(order-7, apple) was never published.

test_the_same_message_twice:
    Lost: ItemAdded(order-7, apple) was never published.

test_the_same_message_again_after_another:
    Lost: ItemAdded(order-7, apple) was never published.

test_a_copy_that_comes_after_many_others:
    Lost: ItemAdded(order-7, apple) was never published.

test_a_crash_after_the_append:
    Lost: ItemAdded(order-7, apple) was never published.

test_two_items_in_every_sequence:
    Lost: ItemAdded(order-7, apple) was never published.

test_second_copies_in_every_sequence:
    Lost: ItemAdded(order-7, apple) was never published.

test_a_crash_at_any_moment:
    Lost: ItemAdded(order-7, apple) was never published.
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent
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
            new = [StoredEvent(event, caused_by=context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
