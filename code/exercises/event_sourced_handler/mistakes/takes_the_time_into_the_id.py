"""Makes the id of the event of the message and of the time.

test_the_same_message_twice:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, A/1.0 and A/2.0: two
    events to those who hear them.

test_the_same_message_again_after_another:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, A/1.0 and A/3.0: two
    events to those who hear them.

test_two_messages_may_add_the_same_item:
    Duplicate: ItemAdded(order-7, apple) was published under 3 different ids, A/1.0, A/3.0, C/2.0,
    and was due 2 times.

test_each_order_has_a_stream_of_its_own:
    Duplicate: ItemAdded(order-8, figs) was published under different ids, F/2.0 and F/4.0: two
    events to those who hear them.

test_a_copy_that_comes_after_many_others:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, A/1.0 and A/5.0: two
    events to those who hear them.

test_second_copies_in_every_sequence:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, A/1.0 and A/2.0: two
    events to those who hear them.

test_a_crash_at_any_moment:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, A/1.0 and A/2.0: two
    events to those who hear them.
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
            new = [StoredEvent(added, caused_by=context.message_id)]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        context.publish(added, derived_id(context.message_id, context.now()))
