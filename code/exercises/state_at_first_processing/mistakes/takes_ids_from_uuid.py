"""Takes the id of what it publishes from the standard library.

test_the_same_message_twice:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_the_same_message_again_after_another:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_a_copy_that_comes_after_many_others:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_two_messages_may_have_the_same_content:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_each_order_has_a_stream_of_its_own:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_two_items_quickly_under_the_monkey:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_events_that_were_stored_the_other_way_round:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_a_crash_after_a_write:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_a_count_again_after_an_item:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_two_items_in_every_sequence_with_up_to_two_faults:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.

test_an_item_and_a_count_in_every_sequence_with_up_to_two_faults:
    Line 116 calls uuid.uuid4(). It returns something different every time, and a check runs an
    attempt many times. Use derived_id(context.message_id, …) for an id that has to be the same in
    every attempt, and context.new_id() for one that has to be new.
"""

from dataclasses import dataclass
from uuid import uuid4

from consistent_messaging import EventStore, MessageContext, StoredEvent
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
            context.publish(event, str(uuid4()))
