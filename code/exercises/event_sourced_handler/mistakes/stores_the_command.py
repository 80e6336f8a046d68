"""Stores what was asked for in the place of what happened.

test_one_item_is_stored_and_announced:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_two_items_are_stored_in_the_order_in_which_they_came:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_two_messages_may_add_the_same_item:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_each_order_has_a_stream_of_its_own:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_the_same_message_twice:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_the_same_message_again_after_another:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_a_copy_that_comes_after_many_others:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_a_crash_after_the_append:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_two_items_in_every_sequence:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_second_copies_in_every_sequence:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.

test_a_crash_at_any_moment:
    The checks look for the items of order-7 in the ItemAdded events of its stream. There is none:
    AddItem(order-7, apple) caused by A.
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class Order:
    def __init__(self):
        self.items = []
        self.seen = []

    def apply(self, event: StoredEvent):
        self.items.append(event.body.item)
        self.seen.append(event.caused_by)

    def has_seen(self, message_id):
        return message_id in self.seen


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        stream = self.event_store.read(message.order_id)
        order = Order()
        for event in stream.events:
            order.apply(event)

        added = ItemAdded(message.order_id, message.item)
        if not order.has_seen(context.message_id):
            new = [StoredEvent(message, caused_by=context.message_id)]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        context.publish(added, derived_id(context.message_id))
