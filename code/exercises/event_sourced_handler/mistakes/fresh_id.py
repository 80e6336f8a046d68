"""Publishes a copy under a new id, so that nobody can tell that it is one.

test_the_same_message_twice:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, new-1 and new-2: two
    events to those who hear them.

test_the_same_message_again_after_another:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, new-1 and new-3: two
    events to those who hear them.

test_two_messages_may_add_the_same_item:
    Duplicate: ItemAdded(order-7, apple) was published under 3 different ids, new-1, new-2, new-3,
    and was due 2 times.

test_each_order_has_a_stream_of_its_own:
    Duplicate: ItemAdded(order-8, figs) was published under different ids, new-2 and new-4: two
    events to those who hear them.

test_a_copy_that_comes_after_many_others:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, new-1 and new-5: two
    events to those who hear them.

test_second_copies_in_every_sequence:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, new-1 and new-2: two
    events to those who hear them.

test_a_crash_at_any_moment:
    Duplicate: ItemAdded(order-7, apple) was published under different ids, new-1 and new-2: two
    events to those who hear them.
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

        for event in events:
            context.publish(event, context.new_id())
