"""Lets the time of the attempt into the id, so that every attempt has its own.

test_the_same_message_twice:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/3.0: two events to those who hear them.

test_the_same_message_again_after_another:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/4.0: two events to those who hear them.

test_a_copy_that_comes_after_many_others:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/6.0: two events to those who hear them.

test_two_messages_may_have_the_same_content:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/4.0: two events to those who hear them.

test_each_order_has_a_stream_of_its_own:
    Duplicate: FirstItemAdded(order-8, figs) was published under different ids, F/FirstItemAdded/3.0
    and F/FirstItemAdded/6.0: two events to those who hear them.

test_a_count_again_after_an_item:
    Duplicate: ItemsCounted(order-7, 0) was published under different ids, C/ItemsCounted/1.0 and
    C/ItemsCounted/4.0: two events to those who hear them.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/3.0: two events to those who hear them.

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Duplicate: FirstItemAdded(order-7, apple) was published under different ids,
    A/FirstItemAdded/1.0 and A/FirstItemAdded/3.0: two events to those who hear them.
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
    def before(cls, message_id: str, events: tuple[StoredEvent, ...]):
        order = cls()
        for event in events:
            if event.caused_by == message_id:
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

        if context.message_id not in {event.caused_by for event in stream.events}:
            bodies = changes or [NothingChanged(message.order_id)]
            new = [StoredEvent(body, caused_by=context.message_id) for body in bodies]
            self.event_store.append(message.order_id, new, expected_version=stream.version)

        for event in events:
            kind = type(event).__name__
            context.publish(event, derived_id(context.message_id, kind, context.now()))
