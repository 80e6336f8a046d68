"""Remembers what was handled in the handler, which does not outlive the attempt.

test_one_item_is_stored_and_announced:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_items_are_stored_in_the_order_in_which_they_came:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_messages_may_add_the_same_item:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_each_order_has_a_stream_of_its_own:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_the_same_message_twice:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_the_same_message_again_after_another:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_copy_that_comes_after_many_others:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_crash_after_the_append:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_two_items_in_every_sequence:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_second_copies_in_every_sequence:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.

test_a_crash_at_any_moment:
    Line 94 keeps something in self.processed. Here each attempt has a new handler, so it is gone.
    Where a worker uses the object again, the next attempt does something else because of it. A
    crash loses it, and no other consumer has it. Keep in a store what has to last.
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


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
        self.items.append(event.body.item)

    def add_item(self, message: AddItem):
        return [ItemAdded(message.order_id, message.item)]


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store
        self.processed = set()

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order.from_events(stream.events)
        events = order.add_item(message)

        if context.message_id not in self.processed:
            new = [StoredEvent(event, caused_by=context.message_id) for event in events]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
            self.processed.add(context.message_id)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
