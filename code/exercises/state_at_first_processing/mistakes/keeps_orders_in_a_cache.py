"""Keeps the orders in memory, to read the stream less often.

test_the_same_message_twice:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_the_same_message_again_after_another:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_a_copy_that_comes_after_many_others:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_two_messages_may_have_the_same_content:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_each_order_has_a_stream_of_its_own:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_two_items_quickly_under_the_monkey:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_events_that_were_stored_the_other_way_round:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_a_crash_after_a_write:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_a_count_again_after_an_item:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Line 99 changes ORDERS, and the next attempt still sees that. A crash loses it, and no other
    consumer has it: a handler must not count on it, not even to save time. Keep in a store what has
    to last.
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


ORDERS = {}


class OrderHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem | CountItems, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = ORDERS.setdefault(message.order_id, Order())
        events = order.decide(message)
        changes = [event for event in events if not isinstance(event, ItemsCounted)]

        if context.message_id not in {event.caused_by for event in stream.events}:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
            for event in new:
                order.apply(event)

        for event in events:
            context.publish(event, derived_id(context.message_id, type(event).__name__))
