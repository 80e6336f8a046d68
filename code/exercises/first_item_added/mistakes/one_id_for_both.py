"""Publishes both events of a message under one id, so that the second looks like a copy.

test_the_first_item_is_announced_as_the_first:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_the_second_item_is_not_announced_as_the_first:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_the_same_message_again_after_another:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_a_copy_that_comes_after_many_others:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_two_messages_may_add_the_same_item:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_each_order_has_its_own_first_item:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.

test_if_an_event_can_be_lost_you_know_how:
    The code comes first. The other checks say what is missing there.

test_if_an_event_can_be_lost_you_know_which:
    The code comes first. The other checks say what is missing there.

test_if_an_event_can_be_lost_you_know_from_which_step_on:
    The code comes first. The other checks say what is missing there.

test_a_search_of_every_sequence_agrees:
    Contradictory: FirstItemAdded(order-7, apple) and ItemAdded(order-7, apple) were published under
    one id, A/added.
"""

from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, FirstItemAdded, ItemAdded


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
        if isinstance(event.body, ItemAdded):
            self.items.append(event.body.item)
        self.processed.add(event.caused_by)

    def add_item(self, message: AddItem):
        added = ItemAdded(message.order_id, message.item)
        if self.items:
            return [added]
        return [FirstItemAdded(message.order_id, message.item), added]


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
            context.publish(event, derived_id(context.message_id, "added"))


# A history in which an event is lost: the last line that Run prints.
HISTORY = ""

# The event that nobody ever hears of.
LOST = None

# The number of the step after which nothing can save it any more.
LOST_FROM_STEP = None
